"""Progress on anything that takes longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

Item = TypeVar("Item")
A_SECOND = 1.0


def progress(items: Sequence[Item], doing: str) -> Iterator[Item]:
    """The items, one by one; after the first second it says how far it is, about once a second."""
    began = told = time.monotonic()
    for number, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - told >= A_SECOND:
            told = time.monotonic()
            click.echo(f"{doing}: {number} of {len(items)}", err=True)
    if time.monotonic() - began >= A_SECOND and sys.stderr is not None:
        click.echo(f"{doing}: {len(items)} of {len(items)}, done", err=True)
