"""The packaged words: the folders of letter templates and catalogues that every installation starts from.

In the tree, and in an editable install, they stand at the top level, where translators look for them. The build hook
copies them into the wheel under `comms/_data`, because a wheel may only bring folders of its own package.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from comms.foundation.errors import Misconfigured

PackagedFolder = Literal["locales", "letter_templates"]

_PACKAGE = Path(__file__).resolve().parent.parent
WHEEL_DATA = _PACKAGE / "_data"


def packaged(folder: PackagedFolder) -> Path:
    """The packaged folder of that name. Raises `Misconfigured` when this installation came without it."""
    in_wheel = WHEEL_DATA / folder
    if in_wheel.is_dir():
        return in_wheel
    tree = _PACKAGE.parent
    # A folder called locales may lie beside any package in site-packages; only a project's own tree is trusted.
    if (tree / "pyproject.toml").is_file() and (tree / folder).is_dir():
        return tree / folder
    message = f"The packaged folder {folder} is missing from this installation of comms."
    raise Misconfigured(message, "Install comms again from its wheel, or from a complete copy of its tree.")
