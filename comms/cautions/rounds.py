"""How many points are explained at once, and how often before there is a pause. The figures stand in
``data/rounds.toml``."""

from __future__ import annotations

import tomllib
from importlib import resources

_FIGURES = tomllib.loads(resources.files("comms.cautions").joinpath("data/rounds.toml").read_text(encoding="utf-8"))
MOST_ROUNDS: int = _FIGURES["most_rounds"]
MOST_AT_ONCE: int = _FIGURES["most_at_once"]
