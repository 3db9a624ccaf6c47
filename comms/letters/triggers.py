"""When a school writes about attendance: its own settings, each with a default and the reason for it.

None of these figures is law. A letter here offers help or asks a question; letters with a legal warning follow the
national framework, whose figures are in the room of attendance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches

from comms.foundation.errors import BadInput


@dataclass(frozen=True, slots=True)
class TriggerFact:
    """What a setting means to a person: its unit, the least and most it may be, and why the default is as it is."""

    name: str
    what: str
    unit: str
    default: int
    least: int
    most: int
    reason: str


class BadTriggers(BadInput):
    """The settings of a school's letters cannot be used; `problems` has one sentence for each fault."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(
            "The settings of the attendance letters are not right. " + " ".join(problems),
            "Correct each of them, or leave it out to use its default.",
        )
        self.problems = tuple(problems)


def _setting(default: int, span: tuple[int, int], unit: str, what: str, reason: str) -> int:
    about = {"default": default, "what": what, "unit": unit, "least": span[0], "most": span[1], "reason": reason}
    default_and_facts: int = field(default=default, metadata=about)
    return default_and_facts


@dataclass(frozen=True, slots=True)
class LetterTriggers:
    """One school's settings of its attendance letters; raises `BadTriggers` when one is out of its range.

    `trigger_facts()` gives the meaning, range and reason of each, for the settings screen.
    """

    school_weeks: int = _setting(
        10,
        (1, 39),
        "school weeks",
        "how far back L02 looks",
        "The same length as the national framework's window, so that both are read side by side.",
    )
    l02_below_percent: int = _setting(
        95,
        (1, 100),
        "percent",
        "L02 when attendance is below this",
        "Schools commonly expect 95 percent; below it, a word early is worth more than a warning late.",
    )
    l02_missed_sessions: int = _setting(
        6,
        (1, 100),
        "sessions",
        "L02 when at least this many were missed",
        "Three whole days: with fewer missed, a low percent early in the year means nothing yet.",
    )
    l02_cool_off_days: int = _setting(
        42,
        (1, 365),
        "days",
        "no second L02 within this time",
        "Six weeks, so that help has time to work.",
    )
    l07_days: int = _setting(
        3,
        (1, 20),
        "school days",
        "L07 after this many whole days away without a reason",
        "Calls come first; code N is to be replaced within five school days, so the letter goes before that.",
    )
    l07_cool_off_days: int = _setting(
        14,
        (1, 365),
        "days",
        "no second L07 within this time",
        "If two weeks bring no answer, a person looks for the family; another letter does not help.",
    )
    l12_after_school_days: int = _setting(
        20,
        (1, 190),
        "school days",
        "L12 when an L02 is at least this old",
        "Four school weeks show that something has changed.",
    )
    l12_points: int = _setting(
        5,
        (1, 100),
        "percentage points",
        "L12 when attendance rose by at least this much",
        "One session in twenty: enough for the child and the family to have noticed it themselves.",
    )
    l12_percent: int = _setting(
        95,
        (1, 100),
        "percent",
        "L12 when attendance since then is at least this",
        "Thanks are sent once there is nothing left to ask for; the same level as for L02.",
    )
    other_cool_off_days: int = _setting(
        7,
        (0, 365),
        "days",
        "no L02 or L12 within this time of any other attendance letter",
        "Two letters in one week to one parent confuse. L07 does not wait: it asks whether a child is safe.",
    )
    register_days: int = _setting(
        14,
        (1, 60),
        "days",
        "no letter when the last mark is older than this",
        "A letter from an old register tells a family what is no longer so.",
    )
    reply_days: int = _setting(
        14,
        (3, 60),
        "days",
        "days to answer an L02",
        "Second-class post takes some days, and a family may want to have the letter explained first.",
    )
    l07_reply_days: int = _setting(
        7,
        (1, 60),
        "days",
        "days to answer an L07",
        "A child's whereabouts are not known; a week leaves time for the post and no more.",
    )
    review_days: int = _setting(
        42,
        (7, 190),
        "days",
        "days from an L12 to the next look",
        "Six weeks: about half a term.",
    )

    def __post_init__(self) -> None:
        """Refuse settings that are out of range or contradict each other."""
        problems = [problem for fact in trigger_facts() if (problem := _problem(fact, getattr(self, fact.name)))]
        if not problems and self.l12_percent < self.l02_below_percent:
            problems.append(
                f"l12_percent ({self.l12_percent}) is below l02_below_percent ({self.l02_below_percent}), "
                "so one attendance would bring both concern and thanks."
            )
        if problems:
            raise BadTriggers(problems)

    @classmethod
    def from_mapping(cls, given: object) -> LetterTriggers:
        """Settings read from JSON: an object of whole numbers; what it leaves out has its default.

        Raises `BadTriggers` with every fault at once, unknown names among them.
        """
        if not isinstance(given, Mapping):
            raise BadTriggers(["They must be an object with a whole number for each setting."])
        facts = {fact.name: fact for fact in trigger_facts()}
        problems = [_unknown(name, facts) for name in given if name not in facts]
        problems += [p for name, fact in facts.items() if name in given and (p := _problem(fact, given[name]))]
        if problems:
            raise BadTriggers(problems)
        return cls(**given)

    def as_mapping(self) -> dict[str, int]:
        """The settings as they are written to JSON; `from_mapping` reads them back."""
        return asdict(self)


def trigger_facts() -> tuple[TriggerFact, ...]:
    """Every setting with its meaning, unit, range, default and reason, in the order in which a screen shows them."""
    return tuple(TriggerFact(name=setting.name, **setting.metadata) for setting in fields(LetterTriggers))


def _problem(fact: TriggerFact, value: object) -> str | None:
    # True and False are whole numbers to Python, but nobody means "1 day" by true.
    if isinstance(value, bool) or not isinstance(value, int):
        return f"{fact.name} must be a whole number of {fact.unit}, not {value!r}."
    if not fact.least <= value <= fact.most:
        return f"{fact.name} must be from {fact.least} to {fact.most} {fact.unit}, not {value}."
    return None


def _unknown(name: object, facts: Mapping[str, TriggerFact]) -> str:
    near = get_close_matches(str(name), facts, n=1)
    return f"{name} is not a setting." + (f" Perhaps {near[0]} is meant." if near else "")
