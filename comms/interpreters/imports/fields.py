"""The columns a register of interpreters is read from, under the headings coordinators give them."""

from __future__ import annotations

from comms.foundation.tables import WantedField
from comms.interpreters.qualification import QualificationKind

INTERPRETER_FIELDS: tuple[WantedField, ...] = (
    WantedField("name", ("Name", "Interpreter", "Full name", "Interpreter name"), required=True, called="name"),
    WantedField("gender", ("Gender", "Sex")),
    WantedField("telephone", ("Telephone", "Mobile", "Phone", "Telephone number", "Mobile number", "Phone number")),
    WantedField("email", ("E-mail", "E-mail address"), called="e-mail"),
    WantedField("postcode", ("Base postcode", "Postcode", "Post code", "Home postcode"), called="base postcode"),
    WantedField("travels", ("Travels minutes", "Travel minutes", "Travels", "Maximum travel minutes"),
                called="travels minutes"),
    WantedField("languages", ("Languages", "Language", "Languages spoken")),
    WantedField("levels", ("Levels", "Level", "RQF level", "Language level")),
    WantedField("modes", ("Modes", "Mode", "How")),
    WantedField("dpsi", ("DPSI", "DPSI awarded", "DPSI date", "DPSI issued")),
    WantedField("dpi", ("DPI", "DPI awarded", "DPI date", "DPI issued")),
    WantedField("nrpsi_number", ("NRPSI number", "NRPSI", "NRPSI no", "NRPSI registration number")),
    WantedField("nrpsi_issued", ("NRPSI registered", "NRPSI registration date", "NRPSI registered on", "NRPSI date")),
    WantedField("nrpsi_expires", ("NRPSI expires", "NRPSI expiry", "NRPSI expiry date", "NRPSI renewal")),
    WantedField("dbs_number", ("DBS number", "DBS certificate number", "DBS certificate")),
    WantedField("dbs_issued", ("DBS issued", "DBS issue date", "DBS date", "DBS issue")),
    WantedField("dbs_expires", ("DBS expires", "DBS expiry", "DBS expiry date", "DBS renewal")),
    WantedField("vetting", ("Vetting", "Vetting level", "Police vetting", "NPPV")),
    WantedField("vetting_issued", ("Vetting issued", "Vetting issue date", "Vetting date")),
    WantedField("vetting_expires", ("Vetting expires", "Vetting expiry", "Vetting expiry date")),
    WantedField("sign_number", ("Sign registration", "Sign registration number", "NRCPD number", "NRCPD")),
    WantedField("sign_issued", ("Sign registered", "Sign registration date", "NRCPD registered")),
    WantedField("sign_expires", ("Sign registration expires", "Sign registration expiry", "NRCPD expires",
                                 "NRCPD expiry")),
    WantedField("hours", ("Hours", "Weekly hours", "Availability", "Working hours")),
    WantedField("rate", ("Hourly rate", "Rate", "Rate an hour", "Pounds an hour")),
    WantedField("hours_a_week", ("Hours per week", "Hours a week", "Maximum hours per week", "Maximum hours a week")),
)  # fmt: skip

# What runs out: the columns of its number or level, of the day it was issued, and of the day it runs out.
CHECK_COLUMNS = (
    (QualificationKind.NRPSI, "nrpsi_number", "nrpsi_issued", "nrpsi_expires"),
    (QualificationKind.DBS, "dbs_number", "dbs_issued", "dbs_expires"),
    (QualificationKind.VETTING, "vetting", "vetting_issued", "vetting_expires"),
    (QualificationKind.SIGN, "sign_number", "sign_issued", "sign_expires"),
)
DIPLOMA_COLUMNS = ((QualificationKind.DPSI, "dpsi"), (QualificationKind.DPI, "dpi"))
