"""Which language a text is in, from the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from comms.cli.lines import given_texts

if TYPE_CHECKING:
    # Loading this loads the profiles' package, which the other commands do not need.
    from comms.translation.detection import Detected


@click.command()
@click.argument("text")
@click.option("--family", default="", metavar="TAGS", help="The languages on record for them, like pl,en.")
@click.option("--json", "as_json", is_flag=True, help="For another program: one object on each line.")
def detect(text: str, family: str, *, as_json: bool) -> None:
    """Say which language TEXT seems to be in, or that it is unsure. With - each line of the standard input is a text.

    It suggests only: no language need is changed by it. No installation is needed.
    """
    from comms.foundation.languages import language
    from comms.translation.detection import detect as language_of

    theirs = [language(tag).tag for tag in family.split(",") if tag.strip()]
    for batch in given_texts(text):
        for one in batch:
            found = language_of(one, theirs)
            click.echo(json.dumps(_as_json(found), ensure_ascii=False) if as_json else _in_words(found))


def _as_json(found: Detected) -> dict[str, object]:
    from comms.foundation.languages import language

    return {
        "language": found.language,
        "name": language(found.language).english_name if found.language else None,
        "probability": round(found.probability, 4),
        "why": found.why,
    }


def _in_words(found: Detected) -> str:
    from comms.foundation.languages import language

    if found.language is None:
        return f"unsure  {found.why}"
    # A hundred per cent would promise more than letters can tell.
    sure = min(99, int(100 * found.probability))
    return f"{found.language}  {language(found.language).english_name}, {sure}% sure. {found.why}"
