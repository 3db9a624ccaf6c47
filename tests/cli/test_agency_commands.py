"""What letters say of an agency, set and checked from the command line."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result
from mail_servers import a_mail_server, free_port
from web.test_agency import SVG, jpeg, png

from comms.cli import comms
from comms.foundation.errors import CommsError


def _run(home: Path, *words: str, **more: str) -> Result:
    env = {"COMMS_HOME": str(home), "COMMS_DATABASE_URL": None, "COMMS_QUEUE_URL": None, "COMMS_MASTER_KEY": None}
    return CliRunner().invoke(comms, list(words), env=env | more)


def test_signature_logo_and_reply_address_are_set_and_shown_and_no_picture_is_refused(tmp_path: Path) -> None:
    assert _run(tmp_path, "init", "--agency", "Fen Edge Academy", "--kind", "school").exit_code == 0
    for name, content in (("logo.svg", SVG), ("sign.jpg", jpeg()), ("sign.png", png()), ("no.png", SVG)):
        (tmp_path / name).write_bytes(content)
    done = _run(
        tmp_path, "agency", "set", "--signed-by", "Helen Marsh, Headteacher", "--reply-address", "PO Box 12; PE13 9ZZ",
        "--logo", str(tmp_path / "logo.svg"), "--signature", str(tmp_path / "sign.jpg"),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    shown = _run(tmp_path, "agency", "show").output
    for said in ("signed by: Helen Marsh, Headteacher", "replies go to: PO Box 12; PE13 9ZZ", "signature: set"):
        assert said in shown
    refused = _run(tmp_path, "agency", "set", "--signature", str(tmp_path / "no.png"))
    assert refused.exit_code != 0
    assert isinstance(refused.exception, CommsError | SystemExit)
    assert _run(tmp_path, "agency", "set").exit_code == 2


def test_the_check_of_settings_speaks_to_the_mail_server(tmp_path: Path) -> None:
    by_email = "letters by e-mail lie in the outbox and are not sent"
    assert by_email in _run(tmp_path, "settings", "check").output
    mail = {"COMMS_SMTP_HOST": "127.0.0.1", "COMMS_SMTP_SECURITY": "none", "COMMS_SMTP_FROM": "letters@example.org"}
    with a_mail_server() as (port, kept):
        found = _run(tmp_path, "settings", "check", **mail, COMMS_SMTP_PORT=str(port))
        assert found.exit_code == 0
        assert found.output.startswith("The settings are right.\n")
        assert by_email not in found.output
        assert kept.messages == []
    away = _run(tmp_path, "settings", "check", **mail, COMMS_SMTP_PORT=str(free_port()))
    assert (away.exit_code, "could not be reached" in away.output) == (1, True)
