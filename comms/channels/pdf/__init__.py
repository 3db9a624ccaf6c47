"""Letters on paper: PDF that every reader's eyes, and every reader's machine, can read."""

from __future__ import annotations

from comms.channels.pdf.fonts import can_print, unprintable
from comms.channels.pdf.printing import PrintedPdf, PrintingFailed, preview_png, print_pdf
from comms.foundation.errors import Unprintable

__all__ = ["PrintedPdf", "PrintingFailed", "Unprintable", "can_print", "preview_png", "print_pdf", "unprintable"]
