"""The steps of a session, in the order of the screens."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """One step. The value stands in addresses."""

    PERSON = "person"
    LANGUAGE = "language"
    SCREENING = "screening"
    DETENTION = "detention"
    INTERPRETER = "interpreter"
    ADULT = "adult"
    OFFENCE = "offence"
    AUTHORITY = "authority"
    ADMISSION = "admission"
    RIGHTS = "rights"
    INFORMATION = "information"
    CONDITIONS = "conditions"
    OFFER = "offer"
    POINTS = "points"
    INDUCEMENT = "inducement"
    OUTCOME = "outcome"
    SIGNATURES = "signatures"
    SEAL = "seal"


TITLES: dict[Step, str] = {
    Step.PERSON: "Who this is",
    Step.LANGUAGE: "Language",
    Step.SCREENING: "Vulnerability",
    Step.DETENTION: "Detention",
    Step.INTERPRETER: "Interpreter",
    Step.ADULT: "Appropriate adult",
    Step.OFFENCE: "Offence",
    Step.AUTHORITY: "Authority",
    Step.ADMISSION: "Admission",
    Step.RIGHTS: "Disclosure and legal advice",
    Step.INFORMATION: "Written information",
    Step.CONDITIONS: "Conditions",
    Step.OFFER: "Offer",
    Step.POINTS: "Points to explain",
    Step.INDUCEMENT: "Promises and threats",
    Step.OUTCOME: "Outcome",
    Step.SIGNATURES: "Signatures",
    Step.SEAL: "Seal the record",
}
