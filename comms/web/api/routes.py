"""Every room of routes for other programs. None of them takes a form of ours, so none asks for a form's token."""

from __future__ import annotations

from flask import Blueprint

from comms.web.api import description, languages, letters, libretranslate, needs, translating

KEYED: tuple[Blueprint, ...] = (
    languages.bp, translating.bp, needs.bp, letters.bp, description.bp, libretranslate.bp,
)  # fmt: skip
