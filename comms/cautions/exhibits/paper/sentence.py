"""The one sentence that says what happened: who, what kind, how it ended, in which language, through whom, and how many
points had to be explained again."""

from __future__ import annotations

from comms.cautions.exhibits.paper.wording import Facts, clock, day, kept_apart, language_name, listed

# How each outcome is said of the person.
OUTCOMES = {
    "accepts": "accepted {kind}",
    "declines": "declined {kind}",
    "asks for time": "asked for time before deciding on {kind}",
    "given": "was given {kind}",
    "not given": "was not given {kind}",
    "understood": "was told {kind} and showed that they understood it",
    "not understood": "was told {kind} and did not show that they understood it",
}
CANNOT = "The session about {kind} for {name} could not go on, on {day} at {clock}"


def what_happened(record: Facts) -> str:
    """The sentence, in English."""
    outcome = record["outcome"]
    kind, name = _kind(record), kept_apart(record["person"]["name"])
    when = {"day": day(outcome["at"]), "clock": clock(outcome["at"])}
    if outcome["outcome"] in OUTCOMES:
        did = OUTCOMES[outcome["outcome"]].format(kind=kind)
        begin = f"On {when['day']} at {when['clock']}, {name} {did}"
    else:
        begin = CANNOT.format(kind=kind, name=name, **when)
    return f"{begin}; {_explained(record)}; {_how_many(record)}."


def _kind(record: Facts) -> str:
    name = record["disposal"]["name"]
    name = name[:1].lower() + name[1:]
    return f"the {name}" if record["disposal"]["kind"] == "interview" else f"a {name}"


def _explained(record: Facts) -> str:
    tag = record["language"]["spoken"]
    spoken = f"it was explained in {language_name(tag)}" if tag else "no language was established"
    people = [kept_apart(one["name"]) + _register(one) for one in record["interpreters"]]
    if not people:
        return f"{spoken}, without an interpreter"
    return f"{spoken} through the interpreter{'s' if len(people) > 1 else ''} {listed(people)}"


def _register(interpreter: Facts) -> str:
    told = " ".join(part for part in (interpreter["register"], interpreter["register_number"]) if part)
    told = ", ".join(part for part in (told, interpreter["mode"]) if part)
    return f" ({told})" if told else ""


def _how_many(record: Facts) -> str:
    points = record["points"]
    read = [point for point in points if point["rounds"]]
    if not read:
        return f"none of {len(points)} points was explained" if points else "no point was to be explained"
    understood = sum(point["understood"] for point in points)
    again = sum(point["explained_again"] for point in points)
    explained = f"{_points(len(points))} {_were(len(points))} explained" if len(read) == len(points) else (
        f"{len(read)} of {_points(len(points))} were explained"
    )  # fmt: skip
    all_of = "all of them" if understood == len(read) > 1 else f"{understood} of them"
    told = f"{explained}, {all_of} {_were(understood)} understood" if len(read) > 1 else (
        f"{explained} and {'understood' if understood else 'not understood'}"
    )  # fmt: skip
    if not again:
        return f"{told}, and none had to be explained again"
    return f"{told}, and {again} had to be explained again in other words"


def _points(count: int) -> str:
    return f"{count} point{'' if count == 1 else 's'}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
