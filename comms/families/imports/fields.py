"""The columns each import looks for, under the headings schools' systems give them (SIMS, Arbor, Bromcom and others).

Earlier headings win over later ones. A contact's own name comes before a plain "Forename", which in some exports is
the pupil's. A pupil's first or home language is never read as the language a parent is written to in.
"""

from __future__ import annotations

from comms.foundation.tables import WantedField

_UPN = ("UPN", "Unique Pupil Number", "Pupil UPN", "Student UPN", "UPN number", "Unique pupil no")

UPN = WantedField("upn", _UPN, required=True, called="UPN")

PUPIL_FIELDS: tuple[WantedField, ...] = (
    UPN,
    WantedField(
        "surname",
        ("Surname", "Legal surname", "Family name", "Last name", "Legal last name", "Legal family name",
         "Pupil surname", "Student surname", "Preferred surname", "Preferred last name"),
        required=True,
    ),
    WantedField(
        "forename",
        ("Forename", "Legal forename", "First name", "Given name", "Legal first name", "Legal given name",
         "Forenames", "Pupil forename", "Student forename"),
        required=True,
    ),
    WantedField(
        "known_as",
        ("Known as", "Preferred forename", "Preferred first name", "Preferred name", "Preferred given name",
         "Chosen name"),
    ),
    WantedField("birth_date", ("DOB", "Date of birth", "Birth date", "Birthday"), called="date of birth"),
    WantedField("year", ("Year", "Year group", "NC year", "National curriculum year", "NCY", "Year taught in")),
    WantedField("sex", ("Sex", "Gender", "Legal sex")),
    WantedField("first_language", ("First language", "Home language", "Mother tongue", "First language code",
                                   "Language")),
    WantedField("social_worker", ("Social worker", "Has social worker", "Social worker name",
                                  "Assigned social worker", "Allocated social worker")),
    WantedField("protection_plan", ("Protection plan", "Child protection plan", "CP plan",
                                    "On child protection plan", "On a child protection plan", "CPP")),
    WantedField("looked_after", ("Looked after", "In care", "LAC", "CLA", "Child looked after",
                                 "Looked after child", "In LA care", "In care status")),
    WantedField("court_order_note", ("Court order note", "Court order", "Court orders", "Court order details")),
)  # fmt: skip

ADDRESS_LINES = ("address_1", "address_2", "address_3", "address_4", "district", "town", "county")

CONTACT_FIELDS: tuple[WantedField, ...] = (
    UPN,
    WantedField("relationship", ("Relationship", "Relationship to pupil", "Relationship to student", "Relation",
                                 "Relationship type", "Contact relationship", "Relationship code")),
    WantedField("parental_responsibility", ("Parental responsibility", "Has parental responsibility", "PR",
                                            "Parental resp", "Legal guardian")),
    WantedField("contact_title", ("Contact title", "Parent title", "Title"), called="title"),
    WantedField(
        "contact_forename",
        ("Contact forename", "Parent forename", "Contact first name", "Parent first name", "Guardian first name",
         "Forename", "First name", "Given name", "Legal forename", "Legal first name"),
        required=True, called="forename",
    ),
    WantedField(
        "contact_surname",
        ("Contact surname", "Parent surname", "Contact last name", "Parent last name", "Guardian last name",
         "Surname", "Last name", "Family name", "Legal surname", "Legal last name"),
        required=True, called="surname",
    ),
    WantedField("apartment", ("Apartment", "Flat", "Flat number", "Sub dwelling")),
    WantedField("house_name", ("House name", "Building name")),
    WantedField("house_number", ("House number", "House no", "Building number")),
    WantedField("street", ("Street", "Street name", "Road")),
    WantedField("address_1", ("Address line 1", "Address 1", "Contact address line 1", "Address", "Home address",
                              "Full address", "Contact address", "Postal address")),
    WantedField("address_2", ("Address line 2", "Address 2", "Contact address line 2")),
    WantedField("address_3", ("Address line 3", "Address 3", "Contact address line 3")),
    WantedField("address_4", ("Address line 4", "Address 4", "Contact address line 4")),
    WantedField("district", ("District", "Locality")),
    WantedField("town", ("Town", "Town/City", "City", "Post town", "Contact town")),
    WantedField("county", ("County", "Administrative area")),
    WantedField("postcode", ("Postcode", "Post code", "Contact postcode", "Postal code")),
    WantedField("mobile", ("Mobile", "Mobile phone", "Mobile number", "Mobile telephone", "Mobile phone number",
                           "Contact mobile", "Primary mobile", "Mobile tel")),
    WantedField("telephone", ("Telephone", "Home telephone", "Home phone", "Telephone number", "Landline", "Phone",
                              "Phone number", "Home number", "Main telephone", "Home tel", "Contact telephone")),
    WantedField("email", ("E-mail", "E-mail address", "Home e-mail", "Primary e-mail", "Contact e-mail")),
    WantedField("language", ("Language of correspondence", "Correspondence language", "Language for correspondence",
                             "Contact language", "Preferred language", "Language")),
    WantedField("interpreter", ("Interpreter needed", "Interpreter required", "Needs interpreter", "Interpreter",
                                "Translator required"), called="interpreter needed"),
)  # fmt: skip
