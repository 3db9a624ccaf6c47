"""The demo's district, only to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo_district import MONDAY, made
from sqlalchemy.orm import Session

from comms.foundation.opening import Installation


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The district as it is on a Monday morning; only to be looked at."""
    return made(tmp_path_factory.mktemp("demo"), MONDAY)


@pytest.fixture
def looking(demo: Installation) -> Iterator[Session]:
    with demo.database.reading() as session:
        yield session
