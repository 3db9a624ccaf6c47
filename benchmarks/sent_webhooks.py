"""What a carrier sends us in a busy minute, signed, in a mixed order, some of it twice; sent as fast as it is due,
whatever the answers take."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from made_up_texts import FAMILIES, OUR_NUMBER, number_of
from twilio.request_validator import RequestValidator

from comms.foundation.settings import Settings
from comms.messages.message import Message

SEED = 20261128
# Of a hundred different requests so many are reports; of reports so many come in the wrong order; so many requests are
# sent once more.
REPORTS, WRONG_ORDER, TWICE = 0.80, 0.10, 0.05
BODIES = ("1 po 18", "1 18", "2", "Nie mogę teraz rozmawiać, proszę zadzwonić jutro po 17", "Tak, dziękuję bardzo",
          "OK thank you, see you tomorrow", "5", "Mulțumesc, o să vin")  # fmt: skip
# Twilio waits fifteen seconds; what it is told to repeat it repeats three times.
WAITS, TRIES, PAUSE = 15.0, 3, 1.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands on the wire. ``once`` is what makes it the same when it comes again."""

    once: str
    wire: bytes


@dataclass
class Answers:
    """What was answered: seconds of each first try, how many first tries were not taken, what was taken in the end, and
    when the last one was answered (seconds of a watch)."""

    seconds: list[float] = field(default_factory=list)
    not_at_first: int = 0
    taken: set[str] = field(default_factory=set)
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Minute:
    """The requests in their order, and what they hold: reports, and texts, each counted once."""

    requests: list[Request]
    reports: int
    texts: int


def texts_needed(requests: int) -> int:
    """Of how many texts of ours the reports tell, each twice."""
    return round(requests * (1 - TWICE) * REPORTS / 2)


def minute(settings: Settings, texts: list[Message], names: list[str], requests: int, mark: str) -> Minute:
    """So many requests: "sent" and "delivered" of each text, texts that came in, and some of all that again. ``mark``
    tells the names of one minute from another's."""
    chance = random.Random(f"{SEED} {mark}")
    different = round(requests * (1 - TWICE))
    placed: list[tuple[float, Request]] = []
    for text, name in zip(texts, names, strict=True):
        at = chance.uniform(0, different)
        later = at + chance.uniform(1, 200) * (-1 if chance.random() < WRONG_ORDER else 1)
        for status, place in (("sent", at), ("delivered", later)):
            fields = {"MessageSid": name, "MessageStatus": status, "To": number_of(0), "From": OUR_NUMBER,
                      "AccountSid": settings.twilio_account_sid}  # fmt: skip
            path = f"/carrier/report/{text.report_token}"
            placed.append((place, _request(settings, path, fields, f"report:{name}:{status}")))
    incoming = different - len(placed)
    for number in range(incoming):
        name = f"SMin{mark}{number:027d}"
        sender = number_of(chance.randrange(FAMILIES))
        fields = {"MessageSid": name, "From": sender, "To": OUR_NUMBER, "Body": chance.choice(BODIES),
                  "NumMedia": "0", "AccountSid": settings.twilio_account_sid}  # fmt: skip
        placed.append((chance.uniform(0, different), _request(settings, "/carrier/text", fields, f"text:{name}")))
    for at, request in chance.sample(placed, requests - different):
        placed.append((at + chance.uniform(1, 300), request))
    placed.sort(key=lambda one: one[0])
    return Minute([request for _, request in placed], 2 * len(texts), incoming)


def _request(settings: Settings, path: str, fields: dict[str, str], once: str) -> Request:
    body = urlencode(fields).encode()
    signature = RequestValidator(settings.twilio_auth_token).compute_signature(settings.address + path, fields)
    host = settings.address.removeprefix("https://")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 198.51.100.7\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return Request(once, head.encode() + body)


def send(requests: list[Request], port: int, a_second: float) -> Answers:
    """Send them all, so many a second; returns when each is answered or was tried often enough."""
    return asyncio.run(_send(requests, port, a_second))


async def _send(requests: list[Request], port: int, a_second: float) -> Answers:
    answers, begun = Answers(), time.perf_counter() + 1
    await asyncio.gather(*(_one(one, port, begun + number / a_second, answers) for number, one in enumerate(requests)))
    answers.ended = time.perf_counter()
    return answers


async def _one(request: Request, port: int, due: float, answers: Answers) -> None:
    await asyncio.sleep(due - time.perf_counter())
    for again in range(TRIES + 1):
        begun = time.perf_counter()
        try:
            status = await asyncio.wait_for(_asked(request.wire, port), WAITS)
        except (OSError, TimeoutError, ValueError):
            status = 0
        if again == 0:
            answers.seconds.append(time.perf_counter() - begun)
            answers.not_at_first += status not in {200, 204}
        if status in {200, 204}:
            answers.taken.add(request.once)
            return
        await asyncio.sleep(PAUSE)


async def _asked(wire: bytes, port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(wire)
        said = await reader.read(-1)
        return int(said[9:12])
    finally:
        writer.close()
