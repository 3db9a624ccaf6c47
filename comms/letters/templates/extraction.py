"""Takes the words out of the templates for the translators, and keeps the catalogues in step with them.

`python -m comms.letters.templates.extraction --check` says which catalogues no longer fit the templates and leaves with
1 when one does not; `--update` writes locales/letters.pot and every PO file anew. No date and no program's version goes
into the files: the same templates and translations are the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog

from comms.bookings.now.speak_card import CONTEXT as CARD
from comms.bookings.now.speak_card import read_card
from comms.foundation.packaged import packaged
from comms.letters.templates.kind import SourceBlock
from comms.letters.templates.source import read_frame, read_letter_kinds, read_phrases, read_shared, read_slip_answers
from comms.translation.catalogues import DOMAIN, catalogue_files, read_catalogue, source_forms
from comms.translation.earlier import keep_earlier
from comms.translation.previous import written_po
from comms.translation.sentences import fields_in
from comms.translation.short_words import CONTEXTS, read_short_words

_POT_HEADER = """\
# Words of the letters of comms, taken out of letter_templates/.
# This file is distributed under the same license as the comms project.
#"""
# They change with every run or with every release of Babel, and say nothing about the words.
_CHANGING_HEADERS = (b'"POT-Creation-Date:', b'"Generated-By:')


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """One message for the translators: its context, its English (and plural), and what they need to know."""

    context: str
    text: str
    plural: str | None
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stale:
    """A file that no longer fits the templates, and how."""

    file: str
    what: str

    def __str__(self) -> str:
        """The file and what is wrong with it, on one line."""
        return f"{self.file}: {self.what}"


def messages(folder: Path | None = None) -> list[SourceMessage]:
    """Every message of the templates once, in order: the letters, the shared texts, the frame, the slip, the phrases,
    the card that asks for an interpreter, the text messages, the family's page, and the cautions.

    `folder` is the template folder, the packaged one unless given. Raises `TemplateFault`.
    """
    found: dict[tuple[str, str, str | None], SourceMessage] = {}
    for message in _all_messages(folder or packaged("letter_templates")):
        found.setdefault((message.context, message.text, message.plural), message)
    return list(found.values())


def update_catalogues(templates: Path | None = None, locales: Path | None = None) -> list[Path]:
    """Write letters.pot and bring every PO file up to the templates; the files written.

    New messages come in without words, and messages the templates no longer hold become obsolete (`#~`). A sentence
    that has changed is a new sentence, to be translated again: the words it had before stand beside it, fuzzy and with
    the English they belong to (`#| msgid`), and count as missing. A message whose English plural alone has changed
    keeps its words as a draft.
    """
    folder = locales or packaged("locales")
    wanted = messages(templates)
    pot = folder / f"{DOMAIN}.pot"
    pot.write_bytes(_written(_template(wanted)))
    written = [pot]
    for path in catalogue_files(folder):
        catalogue = read_catalogue(path)
        before = [message for message in catalogue if message.id]
        catalogue.update(_template(wanted), no_fuzzy_matching=True, update_creation_date=False)
        keep_earlier(before, catalogue)
        path.write_bytes(_written(catalogue))
        written.append(path)
    return written


def stale_catalogues(templates: Path | None = None, locales: Path | None = None) -> list[Stale]:
    """The files whose messages are not exactly those of the templates. A missing translation is not stale."""
    folder = locales or packaged("locales")
    wanted = messages(templates)
    pot = folder / f"{DOMAIN}.pot"
    found = []
    if not pot.is_file() or pot.read_bytes() != _written(_template(wanted)):
        found.append(Stale(pot.name, "it is not what the templates say now"))
    known = {(message.context, _forms(message)) for message in wanted}
    for path in catalogue_files(folder):
        held = {(message.context or "", source_forms(message)) for message in read_catalogue(path) if message.id}
        file = "/".join(path.parts[-3:])
        gone = sorted(held - known)
        found += [Stale(file, f"not in the templates: {context}: {forms[0]}") for context, forms in gone]
        if known - held:
            found.append(Stale(file, f"it lacks {len(known - held)} of {len(known)} messages"))
    return found


def _all_messages(folder: Path) -> Iterator[SourceMessage]:
    for kind in read_letter_kinds(folder).values():
        meaning = {field.name: field.what for field in kind.fields.values()}
        for block in kind.blocks:
            if block.context == kind.kind:
                yield from _block_message(block, meaning)
    for blocks in read_shared(folder).values():
        for block in blocks:
            yield from _block_message(block, {})
    for line in read_frame(folder).values():
        yield SourceMessage("frame", line.text, None, (line.what,))
    for number, text in read_slip_answers(folder).items():
        yield SourceMessage("slip", text, None, (f"answer {number}",))
    for phrase in read_phrases(folder).values():
        values = tuple(f"{{{name}}}: a {kind.replace('_', ' ')}" for name, kind in phrase.values.items())
        yield SourceMessage(phrase.context, phrase.text, None, (phrase.key, *values))
    yield from _beside_letters(folder)


def _beside_letters(folder: Path) -> Iterator[SourceMessage]:
    """What stands in no letter: the card, the text messages, the family's page, the cautions."""
    for said in read_card(folder).values():
        yield SourceMessage(CARD, said.text, None, (said.what,))
    for context in CONTEXTS:
        for entry in read_short_words(folder, context).values():
            yield SourceMessage(context, entry.text, None, (entry.key, entry.what))


def _block_message(block: SourceBlock, meaning: dict[str, str]) -> Iterator[SourceMessage]:
    """The block's message; none where the block is a single gap, because the phrase put there is one itself."""
    if block.text not in {f"{{{name}}}" for name in fields_in(block.text)}:
        comments = tuple(f"{{{name}}}: {meaning.get(name, 'see the letter')}" for name in fields_in(block.text))
        yield SourceMessage(block.context, block.text, block.plural, comments)


def _forms(message: SourceMessage) -> tuple[str, ...]:
    return (message.text,) if message.plural is None else (message.text, message.plural)


def _template(wanted: list[SourceMessage]) -> Catalog:
    template = Catalog(project="comms", version="0.1", copyright_holder="the comms authors", header_comment=_POT_HEADER)
    for message in wanted:
        forms = _forms(message)
        name = forms[0] if len(forms) == 1 else forms
        template.add(name, context=message.context, auto_comments=message.comments)
    return template


def _written(catalogue: Catalog) -> bytes:
    """The file as it stands on disk: sentences unwrapped, in the templates' order, without what changes by itself."""
    lines = written_po(catalogue).splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_CHANGING_HEADERS))


@click.command()
@click.option("--check", "task", flag_value="check", help="Say which catalogues do not fit the templates.")
@click.option("--update", "task", flag_value="update", help="Write letters.pot and the PO files anew.")
@click.option("--templates", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Template folder.")
@click.option("--locales", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Locales folder.")
def main(task: str | None, templates: Path | None, locales: Path | None) -> None:
    """Keep the catalogues in step with the letter templates."""
    if task == "update":
        for path in update_catalogues(templates, locales):
            click.echo(str(path))
    elif task == "check":
        stale = stale_catalogues(templates, locales)
        for finding in stale:
            click.echo(str(finding))
        if stale:
            click.echo("Run: python -m comms.letters.templates.extraction --update")
            sys.exit(1)
    else:
        message = "Say --check or --update."
        raise click.UsageError(message)


if __name__ == "__main__":
    main()
