"""What the carrier tells us: believed only where it is signed, stored at once, the same thing once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from factories import a_staff_member, an_agency
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from text_factories import WITH_ACCOUNT, Carrier, School, a_father, a_line, a_report, a_text, a_text_came, signed, turn
from werkzeug.test import TestResponse

from comms.agencies.viewer import viewer_of
from comms.app import create_app
from comms.foundation.audit.entry import AuditEntry
from comms.foundation.db import engine as engines
from comms.foundation.opening import Installation
from comms.foundation.work import Database
from comms.messages.arriving import WEBHOOKS_WORK, take_in_report
from comms.messages.message import Message, MessageState
from comms.messages.webhook import DESK, Webhook, WebhookKind

TEXT = "/carrier/text"


@pytest.fixture
def app(installation: Installation) -> Flask:
    """The service with a carrier's account, and with its protection against forged forms."""
    made = create_app(replace(installation, settings=replace(installation.settings, **WITH_ACCOUNT)))
    made.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return made


@pytest.fixture
def carrier(app: Flask) -> FlaskClient:
    """Whoever sends us requests, over plain http as behind a proxy."""
    return app.test_client()


def send(carrier: FlaskClient, path: str, fields: dict[str, str], signature: str | None = "right") -> TestResponse:
    given = signed(path, fields) if signature == "right" else signature
    return carrier.post(path, data=fields, headers={"X-Twilio-Signature": given} if given is not None else {})


def stored(database: Database) -> list[tuple[str, str, str, dict[str, str]]]:
    with database.reading() as session:
        rows = session.scalars(select(Webhook).order_by(Webhook.received_at, Webhook.id))
        return [(row.kind, row.once, row.about, row.fields) for row in rows]


def test_a_text_that_comes_in_is_stored_as_it_came_and_answered_with_nothing(
    carrier: FlaskClient, database: Database
) -> None:
    hints: list[Any] = []
    database.hint = lambda kind, row: hints.append((kind, row))
    fields = a_text_came("Zadzwońcie po 18 🙏", ToCountry="", FromCity="WISBECH")
    answer = send(carrier, TEXT, fields)
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response></Response>")
    name = fields["MessageSid"]
    assert stored(database) == [(WebhookKind.TEXT, f"text:{name}", name, fields)]
    assert hints == [(WEBHOOKS_WORK, DESK)]
    with database.reading() as session:
        assert session.scalars(select(AuditEntry)).all() == [], "the row itself is the record"


def test_a_request_that_is_replayed_for_ever_is_stored_once(carrier: FlaskClient, database: Database) -> None:
    fields = a_text_came("1 18")
    assert [send(carrier, TEXT, fields).status_code for _ in range(3)] == [200] * 3
    assert len(stored(database)) == 1


def test_each_word_about_a_text_is_stored_once(carrier: FlaskClient, database: Database) -> None:
    path = "/carrier/report/" + "t" * 43
    for status in ("sent", "delivered", "sent"):
        answer = send(carrier, path, a_report(status))
        assert (answer.status_code, answer.data) == (204, b"")
    name = a_report("sent")["MessageSid"]
    assert [(once, about) for _, once, about, _ in stored(database)] == [
        (f"report:{name}:sent", "t" * 43), (f"report:{name}:delivered", "t" * 43),
    ]  # fmt: skip


@pytest.mark.parametrize("signature", [None, "", "bm9uc2Vuc2U=", "another path", "another token", "another field"])
def test_what_is_not_signed_is_refused_and_not_kept(
    carrier: FlaskClient, database: Database, signature: str | None
) -> None:
    fields = a_text_came("Give me the address")
    wrong = {
        "another path": lambda: signed("/carrier/report/x", fields),
        "another token": lambda: signed(TEXT, fields, token="guessed"),
        "another field": lambda: signed(TEXT, fields | {"Body": "Hello"}),
    }
    given = wrong[signature]() if signature in wrong else signature
    for path in (TEXT, "/carrier/report/" + "t" * 43):
        answer = send(carrier, path, fields, given)
        assert answer.status_code == 403
        assert "not signed" in answer.text
    assert stored(database) == []


def test_fields_nobody_knows_yet_are_signed_too_and_kept(carrier: FlaskClient, database: Database) -> None:
    fields = a_text_came("1 18", ChannelMetadata='{"new": ""}', Empty="")
    assert send(carrier, TEXT, fields).status_code == 200
    assert stored(database)[0][3] == fields


def test_without_an_account_nobody_can_sign(installation: Installation, database: Database) -> None:
    visitor = create_app(installation).test_client()
    fields = a_text_came("1 18")
    assert (
        send(visitor, TEXT, fields, signed(TEXT, fields, token="", address="http://127.0.0.1:8000")).status_code == 403
    )
    assert stored(database) == []


@pytest.mark.parametrize("wrong", [{"MessageSid": ""}, {"MessageSid": "S" * 41}])
def test_a_request_that_names_nothing_is_not_usable(
    carrier: FlaskClient, database: Database, wrong: dict[str, str]
) -> None:
    assert send(carrier, TEXT, a_text_came("1 18") | wrong).status_code == 400
    assert send(carrier, "/carrier/report/t", a_report("sent") | wrong).status_code == 400
    assert send(carrier, "/carrier/report/t", a_report("")).status_code == 400
    assert send(carrier, "/carrier/report/" + "t" * 60, a_report("sent")).status_code == 400
    assert stored(database) == []


def test_while_the_database_is_locked_the_carrier_is_told_to_come_again_and_then_it_is_stored(
    carrier: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "IMPATIENCE", 50)
    fields = a_text_came("1 18")
    with database.engine.connect() as other:
        if database.engine.dialect.name == "postgresql":
            other.execute(text("LOCK TABLE webhook IN ACCESS EXCLUSIVE MODE"))
        else:
            other.execute(text("UPDATE webhook_desk SET attempts = attempts"))
        answer = send(carrier, TEXT, fields)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "Send it again" in answer.text
        other.rollback()
    assert send(carrier, TEXT, fields).status_code == 200
    assert len(stored(database)) == 1
    # Whoever works on a page still waits as long as ever.
    with database.work() as session:
        if database.engine.dialect.name == "sqlite":
            assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == engines.PATIENCE
        else:
            assert session.execute(text("SHOW lock_timeout")).scalar_one() == "0"


def test_the_address_the_carrier_is_given_is_one_it_can_report_to(
    carrier: FlaskClient, database: Database, now: datetime
) -> None:
    database.address = WITH_ACCOUNT["public_url"]
    school, outside = School(database, now), Carrier()
    sent = school.text(now)
    turn(database, school.line, outside, now)
    address, _, overrides = outside.took[0].report_address.partition("#")
    path = address.removeprefix(WITH_ACCOUNT["public_url"])
    assert overrides == "rc=3&rp=ct,rt,5xx"
    assert send(carrier, path, a_report("delivered")).status_code == 204
    [(_, _, token, fields)] = stored(database)
    with database.work() as session:
        ended = take_in_report(session, token, fields, now)
        assert ended is not None
        assert (ended.id, ended.state) == (sent, MessageState.DELIVERED)


def test_nobody_learns_by_the_answer_whether_a_token_is_one(
    carrier: FlaskClient, database: Database, now: datetime
) -> None:
    with database.work() as session:
        viewer = viewer_of(a_staff_member(session, an_agency(session, now), now, ("head teacher", "administrator")))
        a_line(session, viewer, now)
        token = a_text(session, viewer, now, a_father(session, viewer, now)).report_token
    assert token
    known = send(carrier, f"/carrier/report/{token}", a_report("sent", provider_id="SM1"))
    unknown = send(carrier, "/carrier/report/" + "t" * 43, a_report("sent", provider_id="SM2"))
    assert (known.status_code, known.data) == (unknown.status_code, unknown.data)
    with database.reading() as session:
        assert session.scalars(select(Message.delivery)).all() == [""]
