"""Passkeys and hardware keys in a real Chromium, whose debugger plugs in keys that are not there."""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import pytest
from browser.conftest import new_context
from browser.demo_service import Service

from comms.agencies.find import staff_with_email
from comms.agencies.signing_in.find import keys_of, open_sessions

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

SET_UP, ALONE, BESIDE = "Set up the key", "Sign in with a passkey or hardware key", "Use my passkey or hardware key"
# A key that asks for its own code or a finger; and one that only has to be touched.
READS_FINGERS = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
ONLY_TOUCHED = {"hasResidentKey": False, "hasUserVerification": False}
ANSWER = """async ([challenge, id]) => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const letters = (one) => btoa(String.fromCharCode(...new Uint8Array(one)))
    .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
  const made = await navigator.credentials.get({publicKey: {challenge: bytes(challenge), rpId: "localhost",
    userVerification: "required", allowCredentials: [{type: "public-key", id: bytes(id)}]}});
  const said = made.response;
  return JSON.stringify({id: made.id, rawId: letters(made.rawId), type: made.type, clientExtensionResults: {},
    response: {clientDataJSON: letters(said.clientDataJSON), authenticatorData: letters(said.authenticatorData),
               signature: letters(said.signature), userHandle: said.userHandle && letters(said.userHandle)}});
}"""
# What a browser is asked to have signed: the token of its form, and the challenge.
ASK = """async () => {
  const token = document.querySelector("form[data-passkey]").elements.csrf_token.value;
  const answer = await fetch("/sign-in/passkey/options", {method: "POST", headers: {"X-CSRFToken": token}});
  return [token, (await answer.json()).challenge];
}"""

Plugged = Callable[..., Any]


def by_name(service: Service) -> str:
    """The demo's address by a name: browsers allow no keys at one in figures."""
    return service.address.replace("127.0.0.1", "localhost")


@pytest.fixture
def plugged(chromium: Any, service: Service) -> Iterator[Plugged]:
    """A page in a browser of its own, with a key of this kind plugged in; with somebody signed in, where named."""
    contexts = []

    def open_page(kind: dict[str, bool], who: str = "") -> Page:
        context = new_context(chromium, service, base_url=by_name(service))
        contexts.append(context)
        if who:
            context.add_cookies([service.cookie(who) | {"url": by_name(service)}])
        page = context.new_page()
        debugger = context.new_cdp_session(page)
        debugger.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True, **kind}
        debugger.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return page

    yield open_page
    for context in contexts:
        context.close()


def set_up(page: Page, name: str) -> None:
    """From the account to a key that is set up under this name."""
    page.goto("/account")
    page.get_by_role("button", name="Add an app or a key").click()
    page.get_by_role("button", name="Set up a key").click()
    page.get_by_label("A name for it").fill(name)
    page.get_by_role("button", name=SET_UP).click()
    page.get_by_role("heading", name="Keep these recovery codes").or_(
        page.get_by_text("Your key is set up.")
    ).first.wait_for()
    page.goto("/account")
    page.get_by_role("heading", name=name).wait_for()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_text("You are signed out.").wait_for()


def factors_of(service: Service, who: str) -> list[str]:
    """With what each open session of somebody was begun, the newest first."""
    with service.opened() as installation, installation.database.reading() as session:
        staff = staff_with_email(session, f"{who}@demo.example")
        assert staff is not None
        return [one.factor for one in open_sessions(session, staff.id)]


def test_a_hardware_key_alone_lets_one_in(plugged: Plugged, service: Service) -> None:
    page = plugged(READS_FINGERS, "reception")
    set_up(page, "blue key")
    sign_out(page)
    page.goto("/families")
    page.get_by_role("button", name=ALONE).click()
    page.wait_for_url(f"{by_name(service)}/families")
    assert factors_of(service, "reception")[0] == "key"
    page.goto("/account")
    assert "A key that cannot be copied." in page.locator("main").inner_text()


def test_a_key_confirms_that_it_is_they(plugged: Plugged, service: Service) -> None:
    page = plugged(READS_FINGERS, "safeguarding")
    set_up(page, "blue key")
    page.goto("/confirm?next=/account/email")
    page.get_by_role("button", name=BESIDE).click()
    page.wait_for_url(f"{by_name(service)}/account/email")


def test_a_key_that_is_only_touched_lets_one_in_beside_the_password_and_not_alone(
    plugged: Plugged, service: Service
) -> None:
    page = plugged(ONLY_TOUCHED, "social.worker")
    set_up(page, "old key")
    sign_out(page)
    page.get_by_role("button", name=ALONE).click()
    page.get_by_text("No key answered.").wait_for()
    page.get_by_label("E-mail address").fill("social.worker@demo.example")
    page.get_by_label("Password", exact=True).fill(service.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=BESIDE).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    assert factors_of(service, "social.worker")[0] == "key"


def test_the_same_key_is_not_set_up_twice(plugged: Plugged) -> None:
    page = plugged(READS_FINGERS, "attendance")
    set_up(page, "blue key")
    page.goto("/factors/key")
    page.get_by_label("A name for it").fill("the same")
    page.get_by_role("button", name=SET_UP).click()
    page.get_by_text("This key is set up already.").wait_for()


def test_a_key_that_is_removed_opens_nothing_any_more(plugged: Plugged) -> None:
    page = plugged(READS_FINGERS, "translator")
    set_up(page, "blue key")
    page.get_by_role("button", name="Remove “blue key”").click()
    page.get_by_text("“blue key” opens nothing any more.").wait_for()
    sign_out(page)
    page.get_by_role("button", name=ALONE).click()
    page.get_by_text("The key was not recognised.").first.wait_for()


def test_an_answer_that_was_overheard_opens_nothing_again(plugged: Plugged, service: Service) -> None:
    page = plugged(READS_FINGERS, "coordinator")
    set_up(page, "blue key")
    sign_out(page)
    overheard: list[Request] = []
    page.on("request", lambda one: overheard.append(one) if one.url.endswith("/sign-in/passkey") else None)
    page.get_by_role("button", name=ALONE).click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    (sent,) = overheard
    assert sent.post_data
    # All of it once more, with the very cookie the browser sent it with.
    assert _post(service, "/sign-in/passkey", sent.post_data, sent.all_headers()["cookie"]) == 422
    assert _post(service, "/sign-in/passkey", "csrf_token=x", sent.all_headers()["cookie"]) == 400, "it was read"


def _post(service: Service, path: str, body: str, cookie: str) -> int:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    asked = urllib.request.Request(f"{by_name(service)}{path}", body.encode(), headers)
    try:
        with urllib.request.urlopen(asked) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code


def test_an_answer_that_was_coaxed_out_of_a_key_at_another_address_opens_nothing(
    plugged: Plugged, service: Service
) -> None:
    page = plugged(READS_FINGERS, "team.manager")
    set_up(page, "blue key")
    sign_out(page)
    with service.opened() as installation, installation.database.reading() as session:
        staff = staff_with_email(session, "team.manager@demo.example")
        assert staff is not None
        key = keys_of(session, staff.id)[0].credential_id
    for elsewhere, lets_in in ((False, True), (True, False)):
        page.goto("/sign-in")
        asked = page.evaluate(ASK)
        if elsewhere:
            # The same machine, so that the key's name for us fits; only where the browser stands differs.
            page.route("http://localhost:1/**", lambda route: route.fulfill(body="<h1>Sign in</h1>"))
            page.goto("http://localhost:1/sign-in")
        answer = page.evaluate(ANSWER, [asked[1], _letters(key)])
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies(by_name(service)))
        body = urlencode({"csrf_token": asked[0], "passkey": answer})
        assert (_post(service, "/sign-in/passkey", body, cookies) == 422) != lets_in
        assert parse_qs(body)["passkey"] == [answer]


def _letters(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()
