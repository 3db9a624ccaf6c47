"""A key is read in whichever form an agency publishes it, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from sealed_exhibits import a_signing_key, public_half

from comms.cautions.exhibits.public_key import LARGEST_KEY_FILE, NoSuchKey, pem_of, read_keys

ONE, TWO = (a_signing_key(number) for number in (1, 2))
SPKI = PublicFormat.SubjectPublicKeyInfo


def test_one_key_is_read_from_every_form_of_it() -> None:
    public = ONE.private.public_key()
    for content in (
        ONE.certificate,
        pem_of((ONE.certificate,)),
        pem_of((ONE.certificate,)).replace(b"\n", b"\r\n"),
        public.public_bytes(Encoding.DER, SPKI),
        public.public_bytes(Encoding.PEM, SPKI),
        public.public_bytes_raw().hex().encode(),
        f"  {public.public_bytes_raw().hex().upper()}\n".encode(),
    ):
        assert read_keys(content) == (public_half(ONE),)


def test_all_keys_of_an_agency_are_read_from_one_file_each_once() -> None:
    published = pem_of((ONE.certificate, TWO.certificate, ONE.certificate))
    assert f"Key {TWO.name}\n".encode() in published
    assert read_keys(published) == (public_half(ONE), public_half(TWO))


def test_a_private_key_is_refused_and_not_taken_for_its_public_half() -> None:
    content = ONE.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for given_content in (content, content + pem_of((ONE.certificate,))):
        with pytest.raises(NoSuchKey, match="private key"):
            read_keys(given_content)


def test_a_key_of_another_kind_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.PEM, SPKI)
    with pytest.raises(NoSuchKey, match="Ed25519"):
        read_keys(other)


@given(st.binary(max_size=300))
def test_nothing_else_is_a_key_and_nothing_else_happens(content: bytes) -> None:
    with pytest.raises(NoSuchKey):
        read_keys(content + b"?")
    with pytest.raises(NoSuchKey):
        read_keys(b"-----BEGIN CERTIFICATE-----\n" + content + b"\n-----END CERTIFICATE-----\n")


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(NoSuchKey, match="too large"):
        read_keys(bytes(LARGEST_KEY_FILE + 1))
