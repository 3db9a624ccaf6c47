"""Sums of money: "£160", "160 zł", "1.500,00 EUR", "160 pounds", "50p"."""

from __future__ import annotations

import re
from types import MappingProxyType

from comms.translation.guard.date_words import CURRENCIES, CURRENCY_WORDS, OF
from comms.translation.guard.fact import FactKind
from comms.translation.guard.letters import ALPHABET, CURRENCY_SIGNS, is_currency
from comms.translation.guard.shape import Shape

# A dollar is of many countries: its sign stands for itself, and so does every other that is not here.
SIGNS = MappingProxyType(
    {"£": "GBP", "€": "EUR", "₤": "GBP", "₺": "TRY", "₴": "UAH", "₽": "RUB", "৳": "BDT", "₹": "INR"}
)
_SHORT = {
    "zł": "PLN", "zl": "PLN", "kč": "CZK", "ft": "HUF", "kr": "kr", "лв": "BGN", "грн": "UAH", "руб": "RUB", "rs": "Rs",
    "eur": "EUR", "gbp": "GBP", "pln": "PLN", "usd": "USD",
}  # fmt: skip
_CODES = (
    "GBP|EUR|USD|PLN|RON|BGN|UAH|RUB|TRY|CZK|HUF|INR|PKR|BDT|CHF|SEK|NOK|DKK|CNY|JPY|AED|SAR|IRR|IQD|SYP|GEL|MDL|RSD"
)
_AMOUNT = r"(?P<amount>[0-9]+(?:[ .,'][0-9]{3})*(?:[.,][0-9]{1,2})?)(?![0-9]|[.,][0-9])"
_SIGN = rf"(?P<sign>[{CURRENCY_SIGNS}])"
_CODE = rf"(?<![{ALPHABET}])(?P<code>{_CODES})(?![{ALPHABET}])"
_SHORTENED = rf"(?P<short>(?i:{'|'.join(_SHORT)}))(?![{ALPHABET}])"
_WORD = rf"(?P<word>[{CURRENCY_WORDS}])(?P=word)*+"
_BEFORE = rf"(?<![0-9])(?<![0-9][.,:/'])(?<![{ALPHABET}])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_SIGN} ?{_AMOUNT}",
        rf"{_BEFORE}{_AMOUNT} ?{_SIGN}(?! ?[0-9])",
        rf"{_CODE} ?{_AMOUNT}",
        rf"{_BEFORE}{_AMOUNT} ?{_CODE}",
        rf"{_BEFORE}{_AMOUNT} ?{_SHORTENED}",
        # Five pounds of potatoes are no money.
        rf"{_BEFORE}{_AMOUNT} ?{_WORD}(?! {OF})",
        rf"{_BEFORE}(?P<amount>[0-9]{{1,2}})(?P<pence>p)(?![{ALPHABET}0-9])",
    )
)
_LONE_SIGN = re.compile(f"[{CURRENCY_SIGNS}]+")
# The name of a currency that is no other word in any language, so that it says money wherever it stands.
CURRENCY_NAMES = re.compile(rf"(?<![{ALPHABET}])(?:{_CODES}|(?i:zł|kč|лв|грн|руб))(?![{ALPHABET}])")
_PLACES = re.compile(r"(?P<whole>.*?)(?:[.,](?P<places>[0-9]{1,2}))?")


def take_sums(shape: Shape) -> None:
    """Take every amount with its currency. The value has the currency's code and two places: "GBP 160.00".

    Three figures after a point or a comma are thousands in every language: no currency here has three places.
    """
    for pattern in _PATTERNS:
        for match in pattern.finditer(shape.read):
            shape.keep(FactKind.SUM, _value(match), *match.span())


def take_lone_signs(shape: Shape) -> None:
    """Take what is left of currency signs: none may stand outside the facts."""
    for match in _LONE_SIGN.finditer(shape.read):
        if all(map(is_currency, match[0])):
            shape.keep(FactKind.SUM, " ".join(SIGNS.get(one, one) for one in match[0]), *match.span())


def _value(match: re.Match[str]) -> str:
    amount = match["amount"]
    if "pence" in match.re.groupindex:
        return f"GBP 0.{int(amount):02}"
    parts = _PLACES.fullmatch(amount)
    whole, places = (parts["whole"], parts["places"] or "") if parts else (amount, "")
    return f"{_currency(match)} {''.join(one for one in whole if one.isdigit())}.{places:0<2}"


def _currency(match: re.Match[str]) -> str:
    kinds = match.re.groupindex
    if "sign" in kinds:
        return SIGNS.get(match["sign"], match["sign"])
    if "code" in kinds:
        return match["code"]
    if "short" in kinds:
        return _SHORT[match["short"].casefold()]
    return CURRENCIES[ord(match["word"]) - ord(CURRENCY_WORDS[0])]
