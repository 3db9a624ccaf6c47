"""What schools call a contact's relation to a child, as far as it decides anything here.

The codes are those of the schools' common basic data set. A relation is kept on record in the school's own words.
"""

from __future__ import annotations

from typing import Literal

from comms.families.person import PersonKind
from comms.foundation.writing import fold

Sex = Literal["female", "male"]

# Adults who are asked to collect or to be rung, and who do not bring the child up.
_OTHERS = frozenset(
    {"chm", "childminder", "doc", "doctor", "gp", "htc", "head teacher", "tch", "teacher", "swr", "social worker",
     "rlg", "religious contact", "neighbour", "friend", "family friend", "emergency contact", "oth", "other contact",
     "other", "fam", "rel", "other relative", "other family member", "aunt", "uncle", "cousin", "sister", "brother",
     "sibling"}
)  # fmt: skip
_WOMEN = frozenset({"pam", "mother", "mum", "fom", "foster mother", "stm", "step mother", "stepmother", "step-mother",
                    "grandmother", "aunt", "sister"})  # fmt: skip
_MEN = frozenset({"paf", "father", "dad", "fof", "foster father", "stf", "step father", "stepfather", "step-father",
                  "grandfather", "uncle", "brother"})  # fmt: skip
_TITLES_OF_WOMEN = frozenset({"mrs", "ms", "miss"})
_TITLES_OF_MEN = frozenset({"mr", "master"})


def kind_of(relation: str, *, responsible: bool | None) -> PersonKind:
    """Whether a contact is a parent or carer, or another adult. Parental responsibility always makes a parent."""
    return PersonKind.OTHER if fold(relation) in _OTHERS and not responsible else PersonKind.PARENT


def said_sex(relation: str, title: str) -> Sex | None:
    """What relation and title say together; None when they say nothing or contradict each other."""
    word, called = fold(relation), fold(title).removesuffix(".")
    woman = word in _WOMEN or called in _TITLES_OF_WOMEN
    man = word in _MEN or called in _TITLES_OF_MEN
    if woman == man:
        return None
    return "female" if woman else "male"
