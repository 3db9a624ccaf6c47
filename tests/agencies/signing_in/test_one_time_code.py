"""One-time codes, as RFC 6238 has them; each is taken once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.agencies.signing_in.one_time_code import (
    SKEW,
    app_address,
    code_at,
    new_secret,
    spaced,
    step_at,
    step_of,
    unused_code,
)

# RFC 6238, appendix B: the secret for SHA-1, and the last six of the eight figures of each code.
SECRET = base64.b32encode(b"12345678901234567890").decode()
AT = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_at(datetime.fromtimestamp(seconds, UTC))) == code


def test_a_secret_is_random_and_long_enough() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b32decode(one)) for one in secrets} == {20}


def test_a_code_may_be_typed_in_groups() -> None:
    code = code_at(SECRET, step_at(AT))
    assert step_of(SECRET, f" {code[:3]} {code[3:]} ", None, AT) == step_at(AT)


@given(st.integers(-5, 5), st.one_of(st.none(), st.integers(-5, 5)))
def test_a_code_counts_near_its_moment_and_after_the_one_used_last(shown: int, used: int | None) -> None:
    here = step_at(AT)
    last = None if used is None else here + used
    taken = step_of(SECRET, code_at(SECRET, here + shown), last, AT)
    near = abs(shown) <= SKEW and (last is None or here + shown > last)
    assert (taken == here + shown) == near
    assert near or taken is None


@given(st.text(max_size=12))
def test_whatever_is_typed_is_right_or_wrong(text: str) -> None:
    here = step_at(AT)
    right = {code_at(SECRET, step) for step in range(here - SKEW, here + SKEW + 1)}
    assert (step_of(SECRET, text, None, AT) is not None) == ("".join(text.split()) in right)


def test_a_code_that_was_not_used_yet_is_found_until_those_of_now_are_used_up() -> None:
    used, codes = None, []
    while (code := unused_code(SECRET, used, AT)) is not None:
        used = step_of(SECRET, code, used, AT)
        assert used is not None
        codes.append(code)
    assert len(codes) == len(set(codes)) == 1 + SKEW
    assert unused_code(SECRET, used, AT + timedelta(seconds=30)) is not None


def test_what_an_app_reads_names_us_the_account_and_the_secret() -> None:
    parts = urlsplit(app_address(SECRET, "jo marsh+x@fenedge.example"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/comms%3Ajo%20marsh%2Bx%40fenedge.example"
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["comms"]}
    assert spaced(SECRET).replace(" ", "") == SECRET
