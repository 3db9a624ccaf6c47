"""Which accounts are one person: whoever has two is still one, where two people have to say the same.

Two accounts of one name, or with one mailbox, are taken for one person. Two people of one name are refused by that,
until an administrator has their names recorded in full; the other way round one person would be two.
"""

from __future__ import annotations

from collections.abc import Iterable

from comms.foundation.writing import fold


def marks_of(account: str, email: str, *names: str) -> frozenset[str]:
    """What an account is known by: its id, its mailbox and its names, as they are now and as they were. What two
    accounts share of these makes them one person."""
    folded = {f"name {fold(name)}" for name in names if fold(name)}
    return frozenset({f"account {account}", *folded, *({f"mailbox {_mailbox(email)}"} if email else ())})


def _mailbox(email: str) -> str:
    """The mailbox behind an address: what stands after "+" is only a label in it."""
    name, _, domain = email.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def number_of_people(accounts: Iterable[frozenset[str]]) -> int:
    """How many people these accounts are, each given by its marks."""
    people: list[frozenset[str]] = []
    for marks in accounts:
        others = [one for one in people if one.isdisjoint(marks)]
        people = [*others, marks.union(*(one for one in people if not one.isdisjoint(marks)))]
    return len(people)
