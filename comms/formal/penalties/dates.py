"""The days of a penalty notice: when it counts as served, until when it is paid, and how long it counts.

Only dates are reckoned with, so no change of the clock moves any of them; working days leave out England's bank
holidays. Every number of days is a figure of ``terms.rules_on``.
"""

from __future__ import annotations

from datetime import date, timedelta

from comms.formal.penalties.terms import Rules, rules_on
from comms.foundation.errors import BadInput
from comms.foundation.work_days import working_day_after

_A_WEEK = 7


def post_classes(on: date) -> tuple[str, ...]:
    """The classes of post whose day of service is known, for a notice posted on a day."""
    return tuple(rules_on(on).post)


def presumed_served(posted_on: date, post_class: str, rules: Rules | None = None) -> date:
    """The day on which a notice posted on ``posted_on`` counts as served: the second working day after, by first
    class post. Source: ``post`` in ``data/penalties.toml``.

    Where the class is not known ("") it is that of the slowest post, for no day may run before the letter came.
    ``rules`` are those of the day of issue, by default those of the day of posting. Raises ``BadInput`` for a class of
    post whose day is not known.
    """
    post = (rules or rules_on(posted_on)).post
    if post_class and post_class not in post:
        raise BadInput(f"“{post_class}” is no class of post that is known here.", f"It is one of: {', '.join(post)}.")
    after = post[post_class].value if post_class else max(figure.value for figure in post.values())
    return working_day_after(posted_on, after)


def pay_by(served: date, days: int, rules: Rules | None = None) -> date:
    """The last day of the period of so many days that begins with service.

    The day of service is the first of them: 21 days from service on the 1st end on the 21st. Source:
    ``days_before_the_first`` in ``data/penalties.toml``. ``rules`` are those of the day of issue, by default those of
    the day of service. Raises ``BadInput`` for fewer than two days, for nobody can be asked to pay on the day a letter
    comes.
    """
    if days < 2:
        raise BadInput(f"A period of {days} days leaves no day to pay.", "Give two days or more.")
    return served + timedelta(days=(rules or rules_on(served)).days_before_the_first.value + days - 1)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March for a 29 February where that year has none, so that no such year is
    a day short."""
    if (day.month, day.day) == (2, 29) and not _is_leap(day.year + years):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def check_time_to_improve(starts: date, ends: date) -> None:
    """See that the time of a Notice to Improve is of a length that the framework allows, both days included.

    Raises ``BadInput`` where it is not. Source: ``improve_weeks_fewest`` and ``improve_weeks_most`` in
    ``data/penalties.toml``.
    """
    rules = rules_on(starts)
    fewest, most = rules.improve_weeks_fewest.value, rules.improve_weeks_most.value
    if not fewest * _A_WEEK <= (ends - starts).days + 1 <= most * _A_WEEK + 1:
        first, last = starts + timedelta(weeks=fewest, days=-1), starts + timedelta(weeks=most)
        raise BadInput(
            f"The time to improve is not {fewest} to {most} weeks.",
            f"Let it end between {first.day} {first:%B %Y} and {last.day} {last:%B %Y}.",
        )


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
