"""What a reader must not overlook, said plainly: what did not count, what nobody approved, what was corrected."""

from __future__ import annotations

from collections.abc import Iterator

from comms.cautions.exhibits.paper.wording import (
    Facts,
    clock,
    day_and_clock,
    kept_apart,
    language_name,
    listed,
    sentence,
)


def plainly(record: Facts) -> tuple[str, ...]:
    """The sentences for the first page, in the order of their weight; none where all went as it should."""
    went = (_corrected, _overtaken, _without_interpreter, _not_understood, _did_not_count)
    return tuple(told for way in (*went, _not_approved, _letter, _clocks) for told in way(record))


def _corrected(record: Facts) -> Iterator[str]:
    version = record["record"]
    if version["supersedes"]:
        yield (
            f"This is version {version['version']} of the record. It takes the place of version "
            f"{version['version'] - 1}, which is kept unchanged. Corrected because: {sentence(version['why'])}"
        )
    for one in version["corrections"]:
        yield (
            f"Corrected on {day_and_clock(one['recorded_at'])} by {kept_apart(one['recorded_by'])}: "
            f"{sentence(one['what'])} "
            f"It now says: {sentence(one['says_now'])}"
        )


def _overtaken(record: Facts) -> Iterator[str]:
    for one in record["outcome"]["overtaken"]:
        yield (
            f"At {clock(one['at'])} the outcome “{one['outcome']}” was recorded. It does not stand: it came out "
            "afterwards that somebody who had to be there had left."
        )


def _without_interpreter(record: Facts) -> Iterator[str]:
    for one in record["no_interpreter"]:
        yield (
            f"At {clock(one['recorded_at'])} it was recorded that there was no interpreter: {sentence(one['reason'])}"
        )


def _not_understood(record: Facts) -> Iterator[str]:
    every = len(record["points"])
    missing = [point["number"] for point in record["points"] if point["rounds"] and not point["understood"]]
    if missing:
        yield f"Not understood, or not judged to the end: {numbered(missing, every)}."
    unread = [point["number"] for point in record["points"] if not point["rounds"]]
    if unread:
        yield f"Never explained: {numbered(unread, every)}."


def _did_not_count(record: Facts) -> Iterator[str]:
    for point in record["points"]:
        for one in point["rounds"]:
            if not one["counts"]:
                done = "It was explained again after that." if point["understood"] else "It was not made good."
                read = f"Point {point['number']}, read at {clock(one['read']['at'])},"
                yield f"{read} does not count: {one['why_not']} {done}"


def _not_approved(record: Facts) -> Iterator[str]:
    every = len(record["points"])
    for tag in record["script"]["not_approved"]:
        drafts = [point["number"] for point in record["points"] if _draft_in(point, tag)]
        yield (
            f"No qualified person had approved the {language_name(tag)} words of {numbered(drafts, every)} when they "
            "were read out. They were drafts."
        )
    for tag in record["script"]["without_words"]:
        without = [point["number"] for point in record["points"] if _no_words_in(point, tag)]
        yield (
            f"There were no {language_name(tag)} words on paper for {numbered(without, every)}. What the person heard "
            "is what the interpreter said."
        )


def numbered(numbers: list[int], every: int) -> str:
    """Points by their numbers, out of so many, as in "points 1 to 4, 7 and 9"."""
    if len(numbers) == every > 1:
        return f"all {every} points"
    return f"point{'s' if len(numbers) > 1 else ''} {listed(_ranges(numbers))}"


def _ranges(numbers: list[int]) -> list[str]:
    """As in "1 to 5", "8", "9"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [text for run in runs for text in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]


def _draft_in(point: Facts, tag: str) -> bool:
    return any(_draft(one["read"]) and one["read"]["language"] == tag for one in point["rounds"])


def _no_words_in(point: Facts, tag: str) -> bool:
    return any(not one["read"]["words"] and one["read"]["language"] == tag for one in point["rounds"])


def _draft(read: Facts) -> bool:
    return bool(read["words"]) and not read["approved"]


def _letter(record: Facts) -> Iterator[str]:
    letter = record["written_information"]
    if letter and letter["draft"]:
        yield "The words of the information letter that they were handed were a draft, which the letter says itself."


def _clocks(record: Facts) -> Iterator[str]:
    for one in record["audit"]["clock_differences"]:
        minutes = round(abs(one["seconds"]) / 60)
        yield (
            f"The clock of the device stood {minutes} minutes {'ahead of' if one['seconds'] > 0 else 'behind'} the "
            f"service's at {clock(one['at'])}. The times printed here are the service's."
        )
