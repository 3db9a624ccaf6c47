"""Times of the day, and figures with a point that may be a time, a day or a number: "15:40", "3.40 pm", "12.10"."""

from __future__ import annotations

import re

from comms.translation.guard.date_words import AT, HOUR_AFTER, NEAR, WEEKDAYS, date_words
from comms.translation.guard.fact import FactKind
from comms.translation.guard.letters import ALPHABET
from comms.translation.guard.shape import Shape

_LAST_HOUR, _LAST_MINUTE, _NOON, _LAST_MONTH, _LAST_DAY = 24, 59, 12, 12, 31
_BEFORE = rf"(?<![0-9])(?<![0-9][.,:/])(?<![{ALPHABET}0-9]-)(?<![{ALPHABET}])"
_HALF = rf"(?P<half>[ap])(?:m(?![{ALPHABET}0-9])|\. ?m(?:\.|(?![{ALPHABET}0-9])))"
_TWELVE = r"(?P<hour>0?[1-9]|1[0-2])(?:[:.](?P<minute>[0-5][0-9]))?"
# "3pm" is a time in every language, "3 am" only where "am" is no word: it is one in German and in Romanian.
_GLUED_HALF = re.compile(f"{_BEFORE}{_TWELVE}{_HALF}", re.IGNORECASE)
_SPACED_HALF = re.compile(f"{_BEFORE}{_TWELVE} {_HALF}", re.IGNORECASE)
_COLON = re.compile(
    rf"{_BEFORE}(?P<hour>[01]?[0-9]|2[0-4]):(?P<minute>[0-5][0-9])(?P<second>:[0-5][0-9])?(?![0-9{ALPHABET}]|[:.,/][0-9])"
)
_FRENCH = re.compile(rf"{_BEFORE}(?P<hour>[01]?[0-9]|2[0-4])[hH](?P<minute>[0-5][0-9])(?![0-9{ALPHABET}]|[:.,/-][0-9])")
# 下午3点40分, 午後3時40分, 오후 3시 40분
_SPELLED = re.compile(
    r"(?P<half>上午|下午|晚上|早上|午前|午後|오전|오후)? ?(?<![0-9])(?P<hour>[01]?[0-9]|2[0-4]) ?[点點時时시]"
    r" ?(?P<minute>[0-5]?[0-9]) ?[分분]?"
)
_LATE = frozenset({"p", "P", "下午", "晚上", "午後", "오후"})
_POINT = re.compile(rf"{_BEFORE}(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})(?![0-9{ALPHABET}%]|[:.,/][0-9])")
# A figure with one of these after it is measured, and no time.
_MEASURED = re.compile(r" ?(?:%|°|k[gm]\b|[cm]?m\b|m?l\b|g\b|st\b|ft\b|mi\b|hrs?\b|hours?\b|h\b|godz|км|кг|см|м\b)")


def take_times(shape: Shape, *, halves: bool) -> None:
    """Take every time of the day that can be nothing else.

    Its value has 24 hours and two figures each. "9" alone is a number, since only the words around it make it an hour.
    Without ``halves``, "am" and "pm" are words like others: see ``reading.found_in``.
    """
    spaced = [_SPACED_HALF] if date_words(shape.tag).twelve_hours else []
    for pattern in [_GLUED_HALF, *spaced] if halves else []:
        for match in pattern.finditer(shape.read):
            shape.keep(FactKind.TIME, f"{_hour(match):02}:{match['minute'] or '00'}", *match.span())
    for match in _SPELLED.finditer(shape.read):
        hour = _hour(match) if match["half"] and int(match["hour"]) <= _NOON else int(match["hour"])
        shape.keep(FactKind.TIME, f"{hour:02}:{int(match['minute']):02}", *match.span())
    for pattern in (_COLON, _FRENCH):
        for match in pattern.finditer(shape.read):
            second = match["second"] if "second" in pattern.groupindex and match["second"] else ""
            shape.keep(FactKind.TIME, f"{int(match['hour']):02}:{match['minute']}{second}", *match.span())


def _hour(match: re.Match[str]) -> int:
    return int(match["hour"]) % _NOON + (_NOON if match["half"] in _LATE else 0)


def take_figures_with_a_point(shape: Shape) -> None:
    """Take "15.40" as a time, "30.11" as a day, and "12.10" as what was written, where nothing shows which it is.

    In a language that writes decimals with a point, only a word before it ("at") makes it a time; in others also that
    it can be no day, and has an hour of two figures or stands beside a word of time: "od 9.40" and "9.40 val." are
    times, and "4.50" alone may be a mark. What may be either is a number with the writing it has: whoever reads it
    sees what the writer wrote.
    """
    for match in _POINT.finditer(shape.read):
        if _MEASURED.match(shape.read, match.end()):
            continue
        first, second = int(match["hour"]), int(match["minute"])
        if _is_time(shape, match):
            shape.keep(FactKind.TIME, f"{first:02}:{match['minute']}", *match.span())
        elif _is_day(shape, match):
            shape.keep(FactKind.DATE, f"--{second:02}-{first:02}", *match.span())
        elif first <= _LAST_HOUR and second <= _LAST_MINUTE:
            shape.keep(FactKind.NUMBER, match[0], *match.span(), stands=True)


def _is_time(shape: Shape, match: re.Match[str]) -> bool:
    before = _before(shape, match)
    if int(match["hour"]) > _LAST_HOUR or int(match["minute"]) > _LAST_MINUTE:
        return False
    if before == AT:
        return True
    if date_words(shape.tag).decimal == "." or int(match["minute"]) <= _LAST_MONTH:
        return False
    after = shape.read[match.end() :].lstrip(" ")[:1]
    return len(match["hour"]) == len("15") or before == NEAR or after == HOUR_AFTER


def _is_day(shape: Shape, match: re.Match[str]) -> bool:
    """Whether it is a day of a month: next to a weekday, or since it can be no time."""
    if not (0 < int(match["hour"]) <= _LAST_DAY and 0 < int(match["minute"]) <= _LAST_MONTH):
        return False
    if WEEKDAYS[0] <= _before(shape, match) <= WEEKDAYS[-1]:
        return True
    return date_words(shape.tag).decimal != "." and int(match["hour"]) > _LAST_HOUR


def _before(shape: Shape, match: re.Match[str]) -> str:
    return shape.read[: match.start()].rstrip(" ,.")[-1:]
