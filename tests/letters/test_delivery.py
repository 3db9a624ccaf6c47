"""How a letter goes: by post where a postal service takes the address and the home is safe, otherwise not by post."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comms.families.contact_point import SafeContact
from comms.families.person import Person
from comms.letters.decision import Held
from comms.letters.delivery import Delivery, delivery
from comms.letters.reader import Reader
from comms.letters.templates.source import letter_kinds

POSTED = letter_kinds()["L02"]
HANDED = replace(POSTED, channels=("hand",))
HOME = ("12 Elm Road", "Wisbech", "PE13 1AA")
RASA = "Ms Rasa Kazlauskienė"


def _reader(
    name: str, address: tuple[str, ...] | None, safe: SafeContact | None = None, email: str | None = None
) -> Reader:
    return Reader(Person(title="", given_name=name, family_name=""), None, address, safe, email)


def _goes(name: str, address: tuple[str, ...] | None, kind: object = POSTED) -> Delivery:
    found = delivery(kind, _reader(name, address))  # type: ignore[arg-type]
    assert isinstance(found, Delivery)
    return found


def test_a_letter_to_a_whole_address_goes_by_post() -> None:
    assert _goes(RASA, HOME) == Delivery("post", (RASA, *HOME))


@pytest.mark.parametrize("last", ["PE13 1AA", "PE131AA", "pe13 1aa", "Ely CB7 4AA", "SW1A 2AA", "M1 1AE", "BF1 2AA"])
def test_a_british_postcode_ends_an_address(last: str) -> None:
    assert _goes(RASA, ("12 Elm Road", "Wisbech", last)).channel == "post"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        (RASA, None),
        (RASA, ()),
        ("بيان الحسن", HOME),
        (RASA, ("улица Ленина 1", *HOME)),
        (RASA, ("PE13 1AA",)),
        (RASA, ("a", "b", "c", "d", "e", "f", "PE13 1AA")),
        (RASA, ("12 Elm Road", "Wisbech")),
        (RASA, ("12 Elm Road", "PE13 1AA", "Wisbech")),
    ],
    ids=[
        "none",
        "empty",
        "name not Latin",
        "line not Latin",
        "too short",
        "too long",
        "no postcode",
        "postcode inside",
    ],
)
def test_an_address_post_refuses_goes_by_hand_with_the_name_alone_and_the_reason(
    name: str, address: tuple[str, ...] | None
) -> None:
    found = _goes(name, address)
    assert (found.channel, found.addressee) == ("hand", (name,))
    assert found.note


def test_a_kind_that_is_handed_over_is_not_posted() -> None:
    assert _goes(RASA, HOME, HANDED).channel == "hand"


@pytest.mark.parametrize("kind", [POSTED, HANDED])
@pytest.mark.parametrize(("flagged", "post_is_safe"), [(True, None), (True, False), (False, False)])
def test_a_letter_that_may_endanger_somebody_is_held(
    kind: object,
    *,
    flagged: bool,
    post_is_safe: bool | None,
) -> None:
    held = delivery(kind, _reader(RASA, HOME, SafeContact(flagged=flagged, post_is_safe=post_is_safe)))  # type: ignore[arg-type]
    assert isinstance(held, Held)
    assert held.reason == "post_not_safe"
    assert "Elm Road" not in held.why + held.remedy


def test_where_the_person_says_post_is_safe_it_goes() -> None:
    found = delivery(POSTED, _reader(RASA, HOME, SafeContact(flagged=True, post_is_safe=True)))
    assert isinstance(found, Delivery)
    assert found.channel == "post"


DANGER = SafeContact(flagged=True, post_is_safe=False)
EMAIL = "rasa@example.org"


def test_by_email_goes_what_was_asked_for_to_an_address_they_said_is_safe_with_the_name_alone() -> None:
    found = delivery(POSTED, _reader(RASA, HOME, email=EMAIL), by_email=True)
    assert found == Delivery("email", (RASA,))
    assert delivery(POSTED, _reader(RASA, HOME, email=EMAIL)) == Delivery("post", (RASA, *HOME)), "nobody asked for it"


@pytest.mark.parametrize(
    ("kind", "email", "why"),
    [(HANDED, EMAIL, "does not go by e-mail"), (POSTED, None, "no e-mail address that it is safe")],
)
def test_where_it_cannot_go_by_email_it_goes_on_paper_and_says_why(kind: object, email: str | None, why: str) -> None:
    found = delivery(kind, _reader(RASA, HOME, email=email), by_email=True)  # type: ignore[arg-type]
    assert isinstance(found, Delivery)
    assert found.channel == ("hand" if kind is HANDED else "post")
    assert why in found.note


def test_an_address_they_said_is_safe_is_safe_where_post_is_not_and_none_else_is() -> None:
    by_email = delivery(POSTED, _reader(RASA, HOME, DANGER, EMAIL), by_email=True)
    assert isinstance(by_email, Delivery)
    assert by_email.channel == "email"
    for reader in (_reader(RASA, HOME, DANGER, EMAIL), _reader(RASA, HOME, DANGER)):
        held = delivery(POSTED, reader, by_email=reader.email is None)
        assert isinstance(held, Held)
        assert held.reason == "post_not_safe"
