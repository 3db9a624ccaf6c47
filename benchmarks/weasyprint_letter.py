"""WeasyPrint beside the house. Runs in a virtual environment of its own, which knows nothing of comms.

Whatever can be had once is had once, before anything is counted: the process, the fonts (the same files), the letter's
style sheet, parsed. Reads lines of JSON: the first names ``fonts`` and ``styles``; each further one holds pages of
HTML in ``letters``. Answers each with the CPU seconds of rendering them all, and the pages and bytes of the last.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

# The letter's families, as the packaged files are named.
FAMILIES = {"Noto Sans": "NotoSans", "Amiri": "Amiri", "Noto Nastaliq Urdu": "NotoNastaliqUrdu"}
VARIANT = "pdf/ua-1"


def cpu_seconds() -> float:
    """The CPU this process has used in user and system mode, all its threads and ended children counted."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def font_faces(folder: Path) -> str:
    """A style sheet that names the packaged font files."""
    rule = "@font-face {{ font-family: '{}'; font-weight: {}; src: url('{}'); }}"
    return "\n".join(
        rule.format(family, weight, (folder / f"{file}_{weight}{name}.ttf").as_uri())
        for family, file in FAMILIES.items()
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )


class Renderer:
    """WeasyPrint, warm."""

    def __init__(self, weasyprint: Any, fonts: Path, styles: str) -> None:
        # fontconfig is WeasyPrint's own copy of the faces; made once, it serves every letter.
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  only where WeasyPrint loads

        self.weasyprint = weasyprint
        self.configuration = FontConfiguration()
        self.sheets = [
            weasyprint.CSS(string=sheet, font_config=self.configuration, media_type="print")
            for sheet in (font_faces(fonts), styles)
        ]
        self.options = {"pdf_variant": VARIANT} if VARIANT in weasyprint.pdf.VARIANTS else {"pdf_tags": True}

    def pdf(self, html: str) -> tuple[int, bytes]:
        """How many pages the letter has, and its PDF."""
        document = self.weasyprint.HTML(string=html).render(
            font_config=self.configuration, stylesheets=self.sheets, **self.options
        )
        return len(document.pages), document.write_pdf(**self.options)


def main() -> None:
    """Render until the input ends. Says what is missing, and ends, where WeasyPrint cannot load its libraries."""
    try:
        import weasyprint  # noqa: PLC0415  the import itself loads the system's libraries
    except (ImportError, OSError) as fault:
        print(json.dumps({"missing": str(fault).splitlines()[0]}), flush=True)
        return
    told = json.loads(sys.stdin.readline())
    renderer = Renderer(weasyprint, Path(told["fonts"]), told["styles"])
    variant = renderer.options.get("pdf_variant", "tagged")
    print(json.dumps({"version": weasyprint.__version__, "variant": variant}), flush=True)
    for line in sys.stdin:
        pages, made = 0, b""
        letters = json.loads(line)["letters"]
        before = cpu_seconds()
        for html in letters:
            pages, made = renderer.pdf(html)
        spent = cpu_seconds() - before
        print(json.dumps({"cpu": spent, "bytes": len(made), "pages": pages}), flush=True)


if __name__ == "__main__":
    main()
