"""The demo's district, only to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from demo_district import MONDAY, Districts, made
from sqlalchemy.orm import Session

from comms.foundation.opening import Installation


@pytest.fixture(scope="session")
def districts(tmp_path_factory: pytest.TempPathFactory) -> Districts:
    """The district as it is when it is made at some moment: made once for all who look at it, and changed by nobody."""
    return cache(lambda now: made(tmp_path_factory.mktemp("demo"), now))


@pytest.fixture(scope="session")
def demo(districts: Districts) -> Installation:
    """The district as it is on a Monday morning; only to be looked at."""
    return districts(MONDAY)


@pytest.fixture
def looking(demo: Installation) -> Iterator[Session]:
    with demo.database.reading() as session:
        yield session
