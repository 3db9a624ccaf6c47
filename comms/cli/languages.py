"""The support table: for each language, what the service can do in it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import click
from langdetect.detector_factory import PROFILES_DIRECTORY

from comms.channels.pdf import can_print
from comms.channels.translating import translator_for
from comms.cli.opening import opened
from comms.foundation.languages import LANGUAGES, Language
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import words_of
from comms.translation.catalogues import ENGLISH, Words, is_english
from comms.translation.find import words


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also languages without any translated word.")
def languages(*, everything: bool) -> None:
    """Print what the service can do in each language.

    For each letter: the share of its sentences translated, then approved. Machine translation needs packages (see
    comms translation): “reads” means from the language into English, “writes” from English into it.
    """
    kinds = list(letter_kinds().values())
    heading = f"{'language':<24}{'own name':<20}" + "".join(f"{kind.kind:>12}" for kind in kinds)
    click.echo(heading + f"{'prints':>8}{'detected':>10}{'machine':>9}")
    installation = opened()
    pairs = {(pair.source, pair.target) for pair in translator_for(installation.settings).pairs()}
    with installation.database.reading() as session:
        for tag, language in sorted(LANGUAGES.items(), key=lambda item: item[1].english_name):
            look_up = words(session, tag)
            shares = [_shares(words_of(kind, look_up), tag) for kind in kinds]
            if everything or is_english(tag) or any(share[0] for share in shares):
                cells = "".join(f"{f'{done}%/{approved}%':>12}" for done, approved in shares)
                cells += _abilities(language, pairs)
                click.echo(f"{language.english_name[:23]:<24}{language.own_name[:19]:<20}{cells}")


def _shares(found: list[Words], tag: str) -> tuple[int, int]:
    if is_english(tag):
        return 100, 100
    done = sum(not words.missing for words in found)
    approved = sum(not words.missing and not words.draft for words in found)
    return 100 * done // len(found), 100 * approved // len(found)


def _abilities(language: Language, pairs: Collection[tuple[str, str]]) -> str:
    prints = "yes" if can_print(language.tag) else "no"
    detected = "yes" if _detectable(language.tag) else "no"
    reads, writes = (language.tag, ENGLISH) in pairs, (ENGLISH, language.tag) in pairs
    machine = "both" if reads and writes else "reads" if reads else "writes" if writes else "no"
    return f"{prints:>8}{detected:>10}{machine:>9}"


def _detectable(tag: str) -> bool:
    return (Path(PROFILES_DIRECTORY) / tag.split("-", maxsplit=1)[0]).exists()
