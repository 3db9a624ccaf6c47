"""The forms and links that stand on a page, and filling every form in with the same words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "email", "tel", "search", "password", "url", "number", "date", "time", ""}


@dataclass
class Form:
    """One form: where it goes, how, and its fields with what stands in them; those that take words apart."""

    action: str
    method: str
    given: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    stands: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every field it has."""
        return self.given.keys() | set(self.typed)

    @property
    def as_it_stands(self) -> dict[str, str]:
        """What a browser sends where nobody changed anything."""
        return self.given | self.stands

    def filled(self, words: str) -> dict[str, str]:
        """Everything chosen as it stands, and the words wherever somebody may write."""
        return self.given | dict.fromkeys(self.typed, words)


class Page(HTMLParser):
    """What a page leads to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.addresses: list[str] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.addresses += [known[name] for name in ("href", "src", "action", "formaction", "hx-get") if name in known]
        if tag == "form":
            self.forms.append(Form(known.get("action", ""), known.get("method", "get").lower()))
        elif self.forms and known.get("name"):
            self._field(tag, known)
        if tag == "option" and self.forms and self._select and known.get("value"):
            self.forms[-1].given.setdefault(self._select, known["value"])

    def _field(self, tag: str, known: dict[str, str]) -> None:
        form, name = self.forms[-1], known["name"]
        if tag == "select":
            self._select = name
        elif tag == "textarea" or (tag == "input" and known.get("type", "") in TYPED):
            form.typed.append(name)
            form.stands[name] = known.get("value", "")
        elif tag == "input" and known.get("type") in {"hidden", "radio", "checkbox"}:
            form.given.setdefault(name, known.get("value", "on"))
        elif tag == "button":
            form.given.setdefault(name, known.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
