"""Progress on anything that takes longer than a second."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

Item = TypeVar("Item")
A_SECOND = 1.0


def progress(items: Iterable[Item], doing: str, of: int | None = None) -> Iterator[Item]:
    """The items, one by one; about once a second it says how far it is, of how many where that is known."""
    told = time.monotonic()
    shown, number = False, 0
    for number, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - told >= A_SECOND:
            told, shown = time.monotonic(), True
            click.echo(f"{doing}: {number} of {of}" if of else f"{doing}: {number}", err=True)
    if shown:
        click.echo(f"{doing}: {number}, done", err=True)
