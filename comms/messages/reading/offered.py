"""Which of the answers that our text offered somebody chose by its figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comms.messages.reading.options import ABROAD, AFTER_WORK
from comms.messages.reading.said import Said

_BEFORE_AN_OPTION = frozenset({"polite", "yes", "numbered"})
_PARTS = frozenset({"morning", "afternoon", "evening", "night"})
_CLOCK_GAPS = frozenset({":", ".", ",", "h", "-", "/"})
# What makes an hour, or a day, of the figure before it.
_MAKES_AN_HOUR = _PARTS | {"hour", "ordinal"}
_LAST_HOUR, _NOON = 23, 12
_LAST_OPTION = 5
# How many figures "18 1" has, and "18:30 1".
_HOUR_AND_OPTION, _WITH_MINUTES = 2, 3
# "118": option 1 and 18, with no blank between them.
_RUN_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Chosen:
    """The option chosen by figure, or none; the rest of the text; and whether the figure can be nothing else."""

    option: str
    rest: Sequence[Said]
    clear: bool = True


def chosen_in(said: Sequence[Said], offered: Mapping[int, str], *, mirrored: bool = False) -> Chosen:
    """The figure of an answer stands first, but for thanks and yes. It may be an hour instead ("5 pm", "4 stycznia" is
    a day): where it is, nothing is chosen. ``mirrored`` holds where our text ran from right to left: then it may stand
    last, and "4 1" may be one or the other."""
    last = _mirrored(said, offered) if mirrored else None
    if last is None:
        return _standing_first(said, offered)
    hour = next(one for one in said if one.figure is not None)
    if len(hour.written) > 1 or (hour.figure or 0) > _LAST_OPTION:
        return Chosen(AFTER_WORK, [*said[:last], *said[last + 1 :]])
    return replace(_standing_first(said, offered), clear=False)


def _standing_first(said: Sequence[Said], offered: Mapping[int, str]) -> Chosen:
    place = 0
    while place < len(said) and said[place].kinds and said[place].kinds & _BEFORE_AN_OPTION:
        place += 1
    if place == len(said):
        return Chosen("", said)
    first, rest = said[place], said[place + 1 :]
    together = _run_together(first, rest, offered)
    if together:
        return together
    option = offered.get(first.figure, "") if first.figure is not None and len(first.written) <= 1 else ""
    if not option or (rest and _belongs_to(first, option, rest)):
        return Chosen("", said)
    return Chosen(option, [*said[:place], *rest], clear=not (rest and _is_doubtful(option, rest[0])))


def _mirrored(said: Sequence[Said], offered: Mapping[int, str]) -> int | None:
    """Where the figure for "ring me after" stands behind what may be its hour, as in "18 1"; None where it does not.
    Between words from right to left our "1 18" is shown so, and is typed as it is seen."""
    places = [place for place, one in enumerate(said) if one.figure is not None]
    if len(places) not in {_HOUR_AND_OPTION, _WITH_MINUTES}:
        return None
    last = said[places[-1]]
    if offered.get(last.figure or 0) != AFTER_WORK or len(last.written) != 1 or last.gap.strip():
        return None
    if places[-1] + 1 < len(said) and said[places[-1] + 1].kinds & _MAKES_AN_HOUR:
        return None
    if len(places) == _WITH_MINUTES and not _is_minute(said[places[1]], beside=places[1] == places[0] + 1):
        return None
    return places[-1]


def _is_minute(one: Said, *, beside: bool) -> bool:
    return beside and one.gap in _CLOCK_GAPS and len(one.written) == len("30")


def _run_together(first: Said, rest: Sequence[Said], offered: Mapping[int, str]) -> Chosen | None:
    if rest or len(first.written) != _RUN_TOGETHER:
        return None
    option, hour = offered.get(int(first.written[0]), ""), int(first.written[1:])
    if option != AFTER_WORK or not _NOON < hour <= _LAST_HOUR:
        return None
    return Chosen(option, [replace(first, figure=hour, written=first.written[1:])], clear=False)


def _belongs_to(first: Said, option: str, rest: Sequence[Said]) -> bool:
    """Whether what follows makes an hour or a day of the figure."""
    after = rest[0]
    if "hour" in after.kinds or ("ordinal" in after.kinds and not after.gap):
        return True
    if after.place("months") is not None:
        # "4 sausio 12": abroad, until the twelfth of January.
        return not (option == ABROAD and len(rest) > 1 and rest[1].figure is not None)
    if after.kinds & _PARTS:
        return not (option == AFTER_WORK and first.figure == 1)
    if after.figure is None or after.gap not in _CLOCK_GAPS or len(after.written) != len("00"):
        return False
    return option != AFTER_WORK or after.figure > _LAST_HOUR


def _is_doubtful(option: str, after: Said) -> bool:
    """Whether "1.12" is the option 1 and noon or the first of December, "4 sausio 12" the option 4 or the fourth."""
    if after.place("months") is not None:
        return True
    return option == AFTER_WORK and after.figure is not None and after.gap in _CLOCK_GAPS and after.figure <= _NOON
