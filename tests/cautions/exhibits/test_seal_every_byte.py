"""No byte of an exhibit can be another without the check saying so."""

from __future__ import annotations

from collections.abc import Iterator

from sealed_exhibits import a_signing_key, an_exhibit, public_half

from comms.cautions.exhibits.fault import Rule
from comms.cautions.exhibits.seal import find_seal
from comms.cautions.exhibits.verifying import verify_exhibit

KEYS = [public_half(a_signing_key())]
DIGITS = b"0123456789ABCDEF"
# What a change of one byte outside of the seal's digits can break first: the numbers that say what is sealed may go.
OUTSIDE = {Rule.CONTENT, Rule.NO_SEAL, Rule.LENGTH, Rule.RANGE, Rule.DIGITS}
WITHIN = {Rule.DIGITS, Rule.PADDING, Rule.ENVELOPE, Rule.KEY, Rule.SIGNATURE}


def _changed(content: bytes, place: int, byte: int) -> bytes:
    return content[:place] + bytes([byte]) + content[place + 1 :]


def _broken_by(content: bytes) -> Rule:
    """The first rule that is broken. The answer must say in words what fails, and give nothing away as checked."""
    found = verify_exhibit(content, KEYS)
    assert not found.holds
    assert (found.record, found.sealed_at) == (None, None)
    first = found.faults[0]
    assert (first.what[-1], first.meaning[-1]) == (".", ".")
    return first.rule


def test_the_exhibit_itself_holds() -> None:
    assert verify_exhibit(an_exhibit(), KEYS).faults == ()


def test_every_byte_that_is_sealed_is_missed_when_one_of_its_bits_is_another() -> None:
    exhibit = an_exhibit()
    seal = find_seal(exhibit)
    for place in [*range(seal.begins), *range(seal.ends, len(exhibit))]:
        rule = _broken_by(_changed(exhibit, place, exhibit[place] ^ 1 << place % 8))
        assert rule in OUTSIDE, place


def _others(place: int, byte: int, *, filling: bool) -> Iterator[int]:
    """Other bytes for one of the seal: one bit, the lowest, the highest, another digit, the letter in another case."""
    yield byte ^ 1 << place % 8
    yield from (0x00, 0xFF)
    if byte in DIGITS and not filling:
        yield DIGITS[(DIGITS.index(byte) + 1 + place % 15) % 16]
    if byte in b"ABCDEF":
        yield byte ^ 0x20


def test_every_byte_of_the_seal_is_missed_when_it_is_another() -> None:
    exhibit = an_exhibit()
    seal = find_seal(exhibit)
    filling = seal.begins + 1 + 2 * len(seal.envelope)
    broken = set()
    for place in range(seal.begins, seal.ends):
        for other in _others(place, exhibit[place], filling=place >= filling):
            rule = _broken_by(_changed(exhibit, place, other))
            assert rule in WITHIN | {Rule.RANGE}, place
            broken.add(rule)
    assert broken == WITHIN | {Rule.RANGE}
