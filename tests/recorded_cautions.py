"""Whole sessions as values, for what is written from them: a simple caution through an interpreter, step by step."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from comms.cautions.entry import Entry
from comms.cautions.exhibits.canonical import canonical
from comms.cautions.exhibits.printing import Attachment
from comms.cautions.exhibits.record import caution_record
from comms.cautions.exhibits.told import AgencyTold, FileTold, Sealing, Told, file_name
from comms.cautions.folding import fold
from comms.cautions.said import (
    Admitted,
    Answered,
    AuthorityGiven,
    Decided,
    Inducement,
    InformationGiven,
    InterpreterBack,
    InterpreterBegan,
    InterpreterConfirmed,
    InterpreterLeft,
    Judged,
    LanguageEstablished,
    Name,
    OffenceStated,
    Offered,
    Opened,
    PersonConfirmed,
    PointRead,
    RightsGiven,
    Said,
    Screened,
    Signed,
    Words,
)
from comms.translation.catalogues import Catalogue
from comms.translation.script import Point
from comms.translation.scripts import points_for, script
from comms.translation.uses import CAUTION

BEGAN = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
OFFICER = UUID(int=7)
THEFT = "Theft Act 1968, section 1"
PAGE = "https://comms.northshire.example/verify"


@dataclass(frozen=True)
class Speaker:
    """Somebody to take through a session, with a name, a point and an answer in their language."""

    language: str
    name: str
    point: str
    answer: str
    consent: str


SPEAKERS = {
    "lt": Speaker("lt", "Rūta Kazlauskienė", "Policija laiko šį įspėjimą savo kompiuteriuose (ilgai).",
                  "Mano įrašas bus policijos kompiuteryje, bet teismo nebus.", "Taip, sutinku, nes aš tai padariau."),
    "pl": Speaker("pl", "Łukasz Wiśniewski", "Policja przechowuje to ostrzeżenie w swoich komputerach (długo).",
                  "Mój wpis będzie w komputerze policji, ale nie będzie sądu.", "Tak, zgadzam się, bo to zrobiłem."),
    "ro": Speaker("ro", "Ștefania Țurcanu", "Poliția păstrează acest avertisment în calculatoarele sale (mult timp).",
                  "Fapta mea va fi în calculatorul poliției, fără proces.", "Da, sunt de acord, am făcut asta."),
    "ar": Speaker("ar", "بيان حداد", "تحتفظ الشرطة بهذا التحذير في حواسيبها (لسنوات كثيرة، حتى 2127).",
                  "سيبقى السجل عند الشرطة، ولن أذهب إلى المحكمة.", "نعم، أوافق لأنني فعلت ذلك."),
    "ur": Speaker("ur", "عائشہ خان", "پولیس یہ تنبیہ اپنے کمپیوٹروں میں رکھتی ہے (سال 2127 تک)۔",
                  "یہ ریکارڈ پولیس کے پاس رہے گا، لیکن میں عدالت نہیں جاؤں گی۔", "جی، میں راضی ہوں۔"),
}  # fmt: skip


def a_drawing(seed: int = 1) -> bytes:
    """A few strokes, as a screen gives them."""
    picture = Image.new("RGBA", (600, 200), (255, 255, 255, 0))
    strokes = [(20 + place * 40, 100 + ((seed * 37 + place * 53) % 160) - 80) for place in range(14)]
    ImageDraw.Draw(picture).line(strokes, fill="black", width=4)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


@dataclass
class Session:
    """A session as it grows, a minute for each entry."""

    speaker: Speaker
    approved: bool = False
    entries: list[Entry] = field(default_factory=list)
    files: list[tuple[FileTold, bytes]] = field(default_factory=list)
    now: datetime = BEGAN

    def say(self, *said: Said) -> Session:
        """Write these down, a minute apart."""
        for one in said:
            self.now += timedelta(minutes=1)
            self.entries.append(Entry(len(self.entries) + 1, self.now, OFFICER, one, "tablet 4"))
        return self

    def keep(self, kind: str, mime: str, content: bytes) -> UUID:
        """Keep a drawing or a recording."""
        one = FileTold(UUID(int=100 + len(self.files)), kind, mime, hashlib.sha256(content).hexdigest(), self.now)
        self.files.append((one, content))
        return one.id

    def own(self, text: str, rendition: str, media: UUID | None = None) -> Words:
        """Own words, with what they mean in English."""
        return Words(text, self.speaker.language, media, rendition, "interpreter")

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of the script."""
        return points_for(script("simple"), sexual=False)

    def read(self, point: Point, round_: int = 1, changed: str = "") -> Session:
        """Read a point out, in other words from the second time on."""
        english = point.text if round_ == 1 or not changed else point.again
        words = self.speaker.point
        return self.say(PointRead(
            point.id, round_, english, hashlib.sha256(english.encode()).hexdigest(), words,
            hashlib.sha256(words.encode()).hexdigest(), self.speaker.language, self.approved, "interpreter",
            to_adult=False, changed=changed,
        ))  # fmt: skip

    def answer(self, point: Point, round_: int = 1, words: Words | None = None) -> Session:
        """Answer the point's question."""
        own = words or self.own(self.speaker.answer, "My entry will be in the police's computer, but no court.")
        asked = Catalogue.of(self.speaker.language).look_up(CAUTION, point.question)
        return self.say(Answered(point.id, round_, point.question, own, str(asked.text), self.approved))

    def judge(
        self, point: Point, round_: int = 1, result: str = "understood", why: str = "Said what it means."
    ) -> Session:
        """Judge the answer."""
        return self.say(Judged(point.id, round_, result, why))

    def opened(self) -> Session:
        """Everything before the first point."""
        one = self.speaker
        names = (Name(one.name, one.language),)
        opening = Opened(
            BEGAN, "simple", script("simple"), "Helen Green", UUID(int=9), names, date(1990, 5, 4), need="needed",
            need_confirmed=True, spoken=(one.language,),
        )  # fmt: skip
        at = [BEGAN + timedelta(minutes=minutes) for minutes in range(20)]
        self.say(
            opening,
            PersonConfirmed(names, date(1990, 5, 4), ("27 Canal Street", "Ashfield"), "NA/1234/26", "06AA0012326"),
            LanguageEstablished(one.language, "", one.language, one.language, "with help", "They pointed at the card"),
            Screened(vulnerable=False, why="Nothing suggests it"),
            OffenceStated(THEFT, "Took a coat from a shop", date(2026, 11, 20), "Ashfield", "either_way"),
            AuthorityGiven("Sam Reed", "inspector", at[1], evidence=True, public_interest=True),
            Admitted(at[0] - timedelta(hours=1), "In interview", "Recorded on tape 4411"),
            InterpreterBegan(
                None, None, "Aldona Petrauskienė", "NRPSI", "12345", "DPSI Law", "NPPV 3", "in person", "", "",
                knows_them=False, oath="affirmed", sound_checked=False, began_at=at[7],
            ),
            InterpreterConfirmed(self.own(one.answer, "Very well, as at home."), understood=True),
            RightsGiven(at[8], "CCTV of the shop", at[9], "declined", "Wants to go on", "", one.language),
            InformationGiven(None, "M4PX-77QT", one.language, "", "e" * 64, draft=True, handed_at=at[10]),
            Offered(at[11]),
        )  # fmt: skip
        return self

    def decided(self, outcome: str = "accepts") -> Session:
        """Asked about promises, decided, and signed."""
        words = self.own(self.speaker.consent, "Yes, I agree, because I did it.")
        self.say(Inducement(self.own(self.speaker.answer, "No, nobody promised me anything."), none=True))
        self.say(Decided(outcome, "" if outcome == "accepts" else "Wants to ask a lawyer first", words))
        drawn = self.keep("signature", "image/png", a_drawing(5))
        return self.say(
            Signed("person", self.speaker.name, "drawn", drawn),
            Signed("officer", "Helen Green", "aloud", heard_by="Sam Reed"),
            Signed("interpreter", "Aldona Petrauskienė", "refused", why="Signs nothing by rule", witness="Sam Reed"),
        )  # fmt: skip

    def told(self, **changed: Any) -> Told:
        """What a record is written from."""
        opening = self.entries[0].said
        assert isinstance(opening, Opened)
        sealing = Sealing(UUID(int=1), self.now, "Helen Green", "0123456789abcdef", "d" * 64, PAGE)
        agency = AgencyTold("Northshire Police", ("Station Road", "Ashfield"), "0161 496 0000", "")
        told = Told(
            UUID(int=987654321987654321), agency, fold(opening, self.entries), tuple(self.entries),
            {OFFICER: "Helen Green"}, tuple(one for one, _ in self.files), sealing,
        )  # fmt: skip
        return replace(told, **changed)

    def record(self, **changed: Any) -> dict[str, Any]:
        """The record, as somebody who opens ``record.json`` has it."""
        return caution_record(self.told(**changed))

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files as the exhibit attaches them."""
        return tuple(
            Attachment(file_name(place, one), one.mime, content)
            for place, (one, content) in enumerate(self.files, start=1)
        )


def a_session(
    language: str = "lt", *, approved: bool = False, again: Sequence[int] = (2,), first: int | None = None
) -> Session:
    """A simple caution taken through to the signatures; the points at these places were explained twice, the first
    answer was typed, the second written by hand, the third spoken. ``first`` is how many points were explained before
    the person declined."""
    session = Session(SPEAKERS[language], approved).opened()
    for place, point in enumerate(session.points[:first]):
        words = None
        if place == 1:
            words = session.own("", "Nobody may force me.", session.keep("handwriting", "image/png", a_drawing()))
        if place == 2:
            spoken = b"\x1a\x45\xdf\xa3" + bytes(2000)
            words = session.own("", "That I took the coat.", session.keep("audio", "audio/webm", spoken))
        session.read(point).answer(point, words=words)
        if place in again:
            session.judge(point, result="partly", why="Thought that it is deleted after a year")
            session.read(point, 2, "Said with an example").answer(point, 2).judge(point, 2)
        else:
            session.judge(point)
    return session.decided("accepts" if first is None else "declines")


def a_session_that_lost_its_interpreter(language: str = "lt") -> Session:
    """The interpreter left unseen before the last two points, which were explained again once they were back."""
    session = Session(SPEAKERS[language]).opened()
    for point in session.points:
        session.read(point).answer(point).judge(point)
    late = session.points[-2:]
    left = next(one.at for one in session.entries if isinstance(one.said, PointRead) and one.said.point == late[0].id)
    session.say(InterpreterLeft(left, "Called away"))
    session.say(InterpreterBack(session.now + timedelta(minutes=1)))
    for point in late:
        session.read(point, 2).answer(point, 2).judge(point, 2)
    return session.decided()


def written(record: dict[str, Any]) -> bytes:
    """The record's canonical bytes."""
    return canonical(record)
