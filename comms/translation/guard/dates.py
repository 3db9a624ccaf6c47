"""Dates with figures: "24 listopada 2026", "2026 m. lapkričio 24 d.", "24.11.2026", "2026年11月24日"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

from comms.translation.guard.date_words import DAY, MONTHS, OF, YEAR, date_words, other_calendars
from comms.translation.guard.fact import FactKind
from comms.translation.guard.letters import ALPHABET
from comms.translation.guard.shape import Shape

_FIRST_MONTH = ord(MONTHS[0]) - 1
_LEAP_YEAR = 2024
# Before it a year is one of another calendar (1405 in Persian) or none, and stands as it was written.
_FIRST_YEAR = 1900
_MOST_LANGUAGES = 256
_MONTH = rf"(?P<month>[{MONTHS}])(?P=month)*(?:\.(?=,? ?[12][0-9]{{3}}))?"
_OF = f"(?:{OF}+ ?){{0,2}}"
_YEAR = rf"(?P<year>[12][0-9]{{3}})(?![0-9])(?:\.? ?{YEAR}+)?"
_NUMERIC = (
    re.compile(r"(?<![0-9])(?P<year>[12][0-9]{3})([-./]) ?(?P<month>[0-9]{1,2})\2 ?(?P<day>[0-9]{1,2})(?![0-9])"),
    re.compile(
        r"(?<![0-9])(?<![0-9][.,/-])(?P<day>[0-9]{1,2})([-./]) ?(?P<month>[0-9]{1,2})\2 ?(?P<year>[0-9]{4}|[0-9]{2})"
        rf"(?![0-9]|[-/.][0-9])(?: ?{YEAR}+)?"
    ),
    re.compile(
        r"(?<![0-9])(?:(?P<year>[12][0-9]{3}) ?[年년] ?)?(?P<month>[0-9]{1,2}) ?[月월] ?(?P<day>[0-9]{1,2}) ?[日号號일]"
    ),
    re.compile(r"(?<![0-9])(?:(?P<year>[12][0-9]{3}) ?[年년] ?)?(?P<month>1[0-2]|0?[1-9]) ?[月월](?! ?[0-9])"),
    re.compile(
        r"(?<![0-9])(?P<day>[0-9]{1,2}) tháng (?P<month>[0-9]{1,2})(?:,? (?:năm )?(?P<year>[12][0-9]{3}))?(?![0-9])",
        re.IGNORECASE,
    ),
    re.compile(r"tháng (?P<month>1[0-2]|0?[1-9])(?: năm (?P<year>[12][0-9]{3}))?(?![0-9])", re.IGNORECASE),
)


def take_dates_in_words(shape: Shape) -> None:
    """Take every date whose month is a word, with its day or its year or both."""
    if not any(MONTHS[0] <= one <= MONTHS[-1] for one in shape.read):
        return
    for pattern in _worded(shape.tag):
        for match in pattern.finditer(shape.read):
            if _is_a_month(shape, match):
                value = _value(match, ord(match["month"]) - _FIRST_MONTH)
                if value:
                    shape.keep(FactKind.DATE, value, match.start(), _end(shape, match))


def take_numeric_dates(shape: Shape) -> None:
    """Take every date in figures alone that has a year, or the signs of Chinese, Japanese or Korean for month and day.

    The day stands before the month, save in American English, and where only the other way gives a day. A year of two
    figures may be a birth or an appointment: such a date keeps the writing it has.
    """
    american = shape.tag in {"en-US", "en-CA"}
    for pattern in _NUMERIC:
        for match in pattern.finditer(shape.read):
            value = _numeric_value(
                match, american=american and _has(match, "day") and match.start("day") < match.start("month")
            )
            if value:
                shape.keep(FactKind.DATE, value, match.start(), _end(shape, match), stands=_is_literal(match))


def take_dates_of_other_calendars(shape: Shape) -> None:
    """Take a day of the Persian or the Islamic calendar, which keeps its writing: turning it into another is no
    translation. Its value is what was written."""
    for match in _other_calendars().finditer(shape.read):
        shape.keep(FactKind.DATE, match[0], *match.span(), stands=True)


@cache
def _other_calendars() -> re.Pattern[str]:
    names = "|".join(sorted(other_calendars(), key=len, reverse=True))
    return re.compile(rf"(?<![0-9])[0-9]{{1,2}} (?:{names})(?!\w)(?: [0-9]{{4}})?(?![0-9])")


@lru_cache(maxsize=_MOST_LANGUAGES)
def _worded(tag: str) -> tuple[re.Pattern[str], ...]:
    known = date_words(tag)
    endings = "|".join([r"\.", "st", "nd", "rd", "th", "er", "[ºª°]", *(f"-?{one}" for one in known.ordinals)])
    day = rf"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:(?:{endings})(?![{ALPHABET}0-9]))?"
    before = r"(?<![0-9])(?<![0-9][.,:/])"
    year = rf"(?:[.,]? ?{_OF}{_YEAR})"
    patterns = [
        # 2026 m. lapkričio 24 d., 2026. november 24.
        rf"(?<![0-9]){_YEAR}\.?,? ?{_MONTH} {day}(?![0-9:])(?: ?{DAY}+)?" if known.month_first else "",
        # 2026. gada 24. novembris
        rf"(?<![0-9])(?P<year>[12][0-9]{{3}})(?:\.| ?{YEAR}+|\. ?{YEAR}+)\.?,? ?{day} ?{_MONTH}",
        # 24 November 2026, 24. novembris, 24 de novembro de 2026, 24 ноября 2026 г.
        rf"{before}{day}[ -]?{_OF}{_MONTH}{year}?",
        # November 24, 2026
        rf"{_MONTH} {day}(?![0-9:]|[.,][0-9]){year}",
        # lapkričio 24 d.
        rf"{_MONTH} {day}(?![0-9:]|[.,][0-9])(?: ?{DAY}+)?" if known.month_first else "",
        # listopad 2026, novembro de 2026
        rf"{_MONTH},? ?{_OF}{_YEAR}",
        # 2026 m. lapkritis
        rf"(?<![0-9]){_YEAR}\.?,? ?{_MONTH}",
    ]
    return tuple(re.compile(pattern) for pattern in patterns if pattern)


def _is_a_month(shape: Shape, match: re.Match[str]) -> bool:
    """Whether an uncertain month is one here: in English "may" and "march" only with a capital letter or a year."""
    if not date_words(shape.tag).capital_months or _has(match, "year"):
        return True
    start = match.start("month")
    sure = any(one.sure for at, _, meanings in shape.said if at == start for one in meanings if one.sign)
    return sure or shape.text[start].isupper()


def _has(match: re.Match[str], name: str) -> bool:
    return name in match.re.groupindex and match[name] is not None


def _value(match: re.Match[str], month: int) -> str:
    """A date in the spelling of ISO 8601, or nothing where there is no such day."""
    year = match["year"] if _has(match, "year") else ""
    if not _has(match, "day"):
        return f"{year}-{month:02}"
    return _spelled(year, month, int(match["day"]))


def _spelled(year: str, month: int, day: int) -> str:
    try:
        date(int(year or _LEAP_YEAR), month, day)
    except ValueError:
        return ""
    return f"{year or '-'}-{month:02}-{day:02}"


def _numeric_value(match: re.Match[str], *, american: bool) -> str:
    year, month = match["year"] or "", int(match["month"])
    if not _has(match, "day"):
        return f"{year or '-'}-{month:02}"
    spelled = _either_way(year, int(match["day"]), month, american=american)
    return match[0].rstrip(f" {YEAR}") if spelled and _is_literal(match) else spelled


def _is_literal(match: re.Match[str]) -> bool:
    """Whether a year has two figures, or is of another calendar."""
    return match["year"] is not None and int(match["year"]) < _FIRST_YEAR


def _either_way(year: str, day: int, month: int, *, american: bool) -> str:
    ways = [(day, month), (month, day)] if american else [(month, day), (day, month)]
    return next((found for one, other in ways if (found := _spelled(year, one, other))), "")


def _end(shape: Shape, match: re.Match[str]) -> int:
    """Where a date ends: with the full stop of "2026 r." too, unless it may be the one that ends the sentence."""
    end = match.end()
    if shape.read[end - 1] in {YEAR, DAY} and shape.read[end : end + 1] == ".":
        after = shape.text[end + 1 :].lstrip(" ")
        if after and (after[0].islower() or after[0].isdigit() or after[0] in ",;)"):
            return end + 1
    return end
