"""Makes the pictures of letters: the first page of each kind in each language it is complete in.

Those the README shows go to docs/pictures; with a folder as argument, all of them go there, to be looked at.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from comms.channels.pdf import can_print, preview_png
from comms.letters.previewing import preview_paper
from comms.letters.templates.source import letter_kinds
from comms.letters.text.coverage import coverage
from comms.translation.catalogues import Catalogue, catalogue_files

HERE = Path(__file__).resolve().parent / "pictures"
SHOWN = {("L02", "ur"), ("L02", "lt")}
DAY = date(2026, 11, 23)
WIDTH = 760


def main(folder: Path | None) -> None:
    """Write the pictures; into ``folder`` all of them, without one those that are shown."""
    target = folder or HERE
    target.mkdir(parents=True, exist_ok=True)
    tags = ["en", *(path.parent.parent.name.replace("_", "-") for path in catalogue_files())]
    for name, kind in letter_kinds().items():
        for tag in tags:
            complete = tag == "en" or coverage(kind, Catalogue.of(tag).look_up) != "missing"
            if complete and can_print(tag) and (folder or (name, tag) in SHOWN):
                picture = preview_png(preview_paper(name, tag, {}, DAY), width=WIDTH)
                (target / f"letter-{name}-{tag}.png").write_bytes(picture)
                sys.stdout.write(f"{name} {tag}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
