"""The tiny engine's packages, as tests ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tiny_engine.kept import tiny_package_files


@pytest.fixture(scope="session")
def tiny_packages() -> Mapping[str, Path]:
    """Real package files by direction: ``pl_en`` and ``en_pl``, version 1.0.

    What they were taught stands in ``tiny_engine.corpus``; a name, a time or a sum they never saw comes out wrong.
    ``tiny_engine.zipping.said_to_be`` makes other versions of them.
    """
    return tiny_package_files()
