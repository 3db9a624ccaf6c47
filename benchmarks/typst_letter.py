"""Bare Typst beside the house: one warm compiler in a process of its own, so that neither warms the other's memory.

Reads lines of JSON, each ``{"letters": [what the layout is told, …], "issued_on": …}``; answers each with the CPU
seconds of compiling them all, and the pages and bytes of the last.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, date, datetime, time
from typing import Any

import typst
from house import cpu_seconds

from comms.channels.pdf.fonts import FONTS
from comms.channels.pdf.typesetting import LAYOUT, LAYOUTS, STANDARDS

PAGE = re.compile(rb"/Type\s*/Page\b")


def main() -> None:
    """Compile until the input ends."""
    compiler: Any = typst.Compiler(str(LAYOUT), root=str(LAYOUTS), font_paths=[str(FONTS)], ignore_system_fonts=True)
    for line in sys.stdin:
        batch = json.loads(line)
        issued = datetime.combine(date.fromisoformat(batch["issued_on"]), time(12), tzinfo=UTC)
        made: bytes = b""
        before = cpu_seconds()
        for told in batch["letters"]:
            made = compiler.compile(sys_inputs={"paper": told}, format="pdf", pdf_standards=STANDARDS, timestamp=issued)
        spent = cpu_seconds() - before
        print(json.dumps({"cpu": spent, "bytes": len(made), "pages": len(PAGE.findall(made))}), flush=True)


if __name__ == "__main__":
    main()
