"""What came out of measuring texts, as Markdown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from made_up_texts import RATE
from report import block, table

from comms.foundation.clock import LONDON, utc_now

WEBHOOKS = (
    "Webhooks, 100 a second for {seconds} s (milliseconds until the answer). Where they are stored first, the "
    "worker is killed in the middle and started again; “after” is seconds from the last answer until all are handled:"
)
LOOP = "- The plain loop, one text after the other with the carrier’s own kit, sends {loop:.1f} a second ({engine})."
P95_AIM, HANDLED_AIM, SHARE_AIM, AT_ONCE_AIM = 0.050, 60.0, 0.95, 60.0


@dataclass
class Webhooks:
    """Seconds of each answer; how many were asked to come again; seconds after the last until all were handled, None
    where something still waited; answered with a yes and not handled; handled twice; and never taken."""

    seconds: list[float]
    again: int
    waited: float | None
    lost: int
    twice: int
    never: int

    def __str__(self) -> str:
        return " | ".join(self.row())

    def p95(self) -> float:
        """Of the answers' seconds."""
        return quantiles(self.seconds, n=20, method="inclusive")[-1]

    def row(self) -> list[str]:
        """The figures, as they stand in the table."""
        waited = "–" if self.waited is None else f"{self.waited:.1f}"
        return [*map(_ms, (median(self.seconds), self.p95(), max(self.seconds))), str(self.again), str(self.never),
                waited, str(self.lost), str(self.twice)]  # fmt: skip


@dataclass
class Sending:
    """Seconds from when each text was due until it was handed over; never handed over; handed over twice; the most
    segments in any one second; seconds until all were handed over; and the share handed over in time."""

    late: list[float]
    lost: int
    twice: int
    most: int
    seconds: float
    share: float

    def __str__(self) -> str:
        return " | ".join(self.row(1.0))

    def row(self, loop: float) -> list[str]:
        """The figures, as they stand in the table; ``loop`` is how many a second the plain loop sends."""
        if not self.late:
            return ["–"] * 8
        a_second = len(self.late) / self.seconds
        return [f"{self.share:.1%}", f"{median(self.late):.1f}", f"{max(self.late):.1f}", f"{self.seconds:.1f}",
                f"{a_second / loop:.1f}", str(self.most), str(self.lost), str(self.twice)]  # fmt: skip


def measured(came: list[dict[str, Any]], seconds: int, at_once: int) -> str:
    """All of it."""
    day = utc_now().astimezone(LONDON)
    said = (
        f"Measured on {day.day} {day:%B %Y}, with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, which "
        f"the service, its workers, the carrier and whoever sends the webhooks share. Two web processes, two workers."
    )
    hooks = [
        [one["engine"], how, *one[name].row()]
        for one in came
        for how, name in (("stored, then handled", "webhooks"), ("handled inside the request", "inside"))
    ]
    sent = [
        [one["engine"], how, *one[name].row(one["loop"])]
        for one in came
        for how, name in ((f"50 due a second for {seconds} s", "steady"), (f"{at_once:,} due at once", "at_once"))
    ]
    lines = [
        WEBHOOKS.format(seconds=seconds),
        "",
        *table(["Database", "how", "median", "p95", "longest", "told to come again", "never taken", "after", "lost",
                "handled twice"], hooks),
        "",
        f"Texts on a line of {RATE} segments a second, half of them with two (seconds from when each was due):",
        "",
        *table(["Database", "due", "within 10 s", "median", "longest", "all handed over after", "÷ plain loop",
                "most segments in one second", "lost", "twice"], sent),
        "",
        *[LOOP.format(**one) for one in came],
    ]  # fmt: skip
    for one in came:
        lines += _aims(one)
    if all(one["engine"] != "PostgreSQL" for one in came):
        lines.append("- PostgreSQL did not answer, and was not measured.")
    return block(said, lines)


def _aims(one: dict[str, Any]) -> list[str]:
    hooks, steady, at_once, on = one["webhooks"], one["steady"], one["at_once"], one["engine"]
    full = " at synchronous=FULL" if one.get("synchronous") == 2 else ""  # SQLite's number for it
    waited = hooks.waited is not None and hooks.waited <= HANDLED_AIM
    whole = hooks.lost == hooks.twice == hooks.never == 0
    sent_whole = all(each.lost == each.twice == 0 for each in (steady, at_once))
    most = max(steady.most, at_once.most)
    after = "not within two minutes" if hooks.waited is None else f"{hooks.waited:.1f} s"
    aims = [
        (f"{full}, webhooks answered with a p95 below 50 ms", hooks.p95() < P95_AIM, f"{_ms(hooks.p95())} ms"),
        (", all handled within 60 s after the last", waited, after),
        (", no webhook lost and none handled twice", whole, f"{hooks.lost}, {hooks.twice}; {hooks.never} never taken"),
        (", 95% of 50 texts a second handed over within 10 s", steady.share >= SHARE_AIM, f"{steady.share:.1%}"),
        (", all that are due at once handed over within 60 s", at_once.lost == 0 and at_once.seconds <= AT_ONCE_AIM,
         f"{at_once.seconds:.1f} s"),
        (f", never above the line’s {RATE} segments in any second", most <= RATE, f"{most} at most"),
        (", each text handed over once", sent_whole, f"{steady.lost + at_once.lost} lost"),
    ]  # fmt: skip
    return [
        f"- Aim on {on}{aim}: **{'reached' if reached else 'not reached'}** ({shown})." for aim, reached, shown in aims
    ]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"
