"""Which letters a text message carries in the short GSM-7 alphabet, and which force it into UCS-2.

Source: 3GPP TS 23.038, the default alphabet and its extension table. Note that á, í, ó, ú, ç (small), ł, ą and
most capitals with a grave accent are not in it: a single one of them makes the whole message UCS-2, with 70
characters to a segment in place of 160. Letters are never stripped of their marks to fit.
"""

from __future__ import annotations

from typing import Literal

SmsAlphabet = Literal["gsm7", "ucs2"]

GSM7_CHARACTERS = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The characters that count as one."""

GSM7_DOUBLE_CHARACTERS = frozenset("^{}\\[~]|€")
"""The characters of the extension table, which count as two (the form feed is left out: nobody writes it)."""


def fits_gsm7(text: str) -> bool:
    """Whether every character of the text can be sent in GSM-7, as one unit or as two."""
    return all(character in GSM7_CHARACTERS or character in GSM7_DOUBLE_CHARACTERS for character in text)


def alphabet_for(script: str, letters: str) -> SmsAlphabet:
    """The alphabet that an ordinary message in a language needs.

    `letters` are the letters the language has beyond a to z. It is GSM-7 only where all of them fit, small and
    capital: Italian has "è", which fits, and "È", which does not, so Italian counts as UCS-2.
    """
    if script != "Latn":
        return "ucs2"
    return "gsm7" if fits_gsm7(letters + letters.upper()) else "ucs2"
