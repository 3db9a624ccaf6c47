"""Texts full of facts for the fact guard's tests, and a checker of what comes out that knows nothing of the guard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

# Words without any fact, by language; then months as they stand in a date, and weekdays and tomorrow as they are said.
WORDS = {
    "en": "the child was ill and we will come to school with the teacher because we need help please write",
    "pl": "dziecko jest chore więc nie przyjdzie proszę napisać szkoła nauczyciel dziękuję bardzo pomoc",
    "lt": "vaikas serga todėl negali ateiti mokykla mokytoja prašome parašyti labai ačiū mums reikia pagalbos",
    "ro": "copilul este bolnav și nu poate veni școala profesoara vă rugăm scrieți mulțumim avem nevoie ajutor",
    "ru": "ребёнок болеет поэтому не придёт школа учительница пожалуйста напишите спасибо нам нужна помощь",
    "uk": "дитина хворіє тому не прийде школа вчителька будь ласка напишіть дякуємо нам потрібна допомога",
    "tr": "çocuk hasta olduğu için okula gelemiyor öğretmen lütfen yazın teşekkür ederiz yardıma ihtiyacımız",
    "pt": "criança está doente por isso não pode vir escola professora favor escrever obrigado ajuda",
    "ar": "الطفل مريض ولذلك لن يأتي المدرسة المعلمة الرجاء كتابة شكرا نحتاج مساعدة",
    "ur": "بچہ بیمار ہے اس لیے نہیں آئے گا اسکول استاد براہ مہربانی لکھیں شکریہ ہمیں مدد چاہیے",
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "lt": "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday tomorrow",
    "pl": "poniedziałek wtorek środę czwartek piątek sobotę niedzielę jutro",
    "lt": "pirmadienį antradienį trečiadienį ketvirtadienį penktadienį šeštadienį sekmadienį rytoj",
    "ru": "понедельник вторник среду четверг пятницу субботу воскресенье завтра",
    "uk": "понеділок вівторок середу четвер п’ятницю суботу неділю завтра",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد غدا",
}
# How a weekday, and tomorrow, begins in any form in which it may come out.
WEEKDAYS_BEGIN = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday tomorrow",
    "pl": "poniedział wtor środ czwart piąt sobot niedziel jutro",
    "lt": "pirmad antrad trečiad ketvirtad penktad šeštad sekmad rytoj",
    "ru": "понедельник вторник сред четверг пятниц суббот воскресен завтра",
}
TARGETS = ("en", "en", "en", "pl", "lt", "ru", "ur", "ro")
TOMORROW = 7
OTHER_FIGURES = {"ar": "٠١٢٣٤٥٦٧٨٩", "ur": "۰۱۲۳۴۵۶۷۸۹"}
NAMES = ("Jakub Nowak", "Anna Kowalska-Nowak", "Rasa Petraitė", "Włodzimierz O'Brien", "Zoë da Silva")
PLAIN = str.maketrans("\u00a0", " ", "\u2066\u2068\u2069")


@dataclass(frozen=True)
class Said:
    """A fact as it is written in a text, how it must come out, and its kind."""

    kind: str
    written: str
    expected: str
    number: int = 0


def written_date(language: str, year: int, month: int, day: int) -> str:
    """A date as people write it in a language."""
    name = MONTHS[language].split()[month - 1]
    ways = {
        "lt": f"{year} m. {name} {day} d.",
        "pt": f"{day} de {name} de {year}",
        "ru": f"{day} {name} {year} г.",
        "uk": f"{day} {name} {year} р.",
        "ur": f"{day} {name}، {year}",
    }
    return ways.get(language, f"{day} {name} {year}")


@st.composite
def facts(draw: st.DrawFn, kinds: Sequence[str], source: str, target: str) -> Said:
    kind = draw(st.sampled_from(kinds))
    said = draw(FACTS[kind](source, target))
    figures = OTHER_FIGURES.get(source)
    if figures and kind in {"date", "time", "phone", "number"} and draw(st.booleans()):
        written = said.written.translate(str.maketrans("0123456789", figures))
        return Said(said.kind, written, said.expected, said.number)
    return said


@st.composite
def a_name(draw: st.DrawFn, source: str, target: str) -> Said:
    full = draw(st.sampled_from(NAMES))
    name = draw(st.sampled_from([full, full.split()[0], full.split()[-1], full.split()[0].upper()]))
    return Said("name", name, name)


@st.composite
def a_date(draw: st.DrawFn, source: str, target: str) -> Said:
    when = draw(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
    year, month, day = when.year, when.month, when.day
    ways = [written_date(source, year, month, day), f"{year}-{month:02}-{day:02}", f"{day:02}/{month:02}/{year}"]
    written = draw(st.sampled_from([*ways, f"{day}.{month}.{year}", f"{day:02}.{month:02}.{year}"]))
    return Said("date", written, written_date(target, year, month, day))


@st.composite
def a_time(draw: st.DrawFn, source: str, target: str) -> Said:
    hour, minute = draw(st.integers(0, 23)), draw(st.integers(0, 59))
    short, long = f"{hour}:{minute:02}", f"{hour:02}:{minute:02}"
    ways = [(short, short), (long, long), (f"{hour}h{minute:02}", short)]
    if source == "en":
        half, part = (hour + 11) % 12 + 1, "am" if hour < 12 else "pm"
        ways += [(f"{half}.{minute:02} {part}", long), (f"{half}:{minute:02}{part}", long)]
    elif source in {"pl", "lt", "ro", "ru", "uk", "tr"} and minute > 12 and hour > 9:
        ways.append((f"{hour}.{minute:02}", short))
    return Said("time", *draw(st.sampled_from(ways)))


@st.composite
def a_sum(draw: st.DrawFn, source: str, target: str) -> Said:
    pounds, pence = draw(st.integers(1, 999)), draw(st.integers(0, 99))
    ways = [
        f"£{pounds}",
        f"{pounds} zł",
        f"€{pounds}",
        f"PLN {pounds}",
        f"£{pounds}.{pence:02}",
        f"{pounds},{pence:02} zł",
    ]
    written = draw(st.sampled_from([*ways, f"£1,{pounds:03}", f"$ {pounds}", f"{pounds}€"]))
    return Said("sum", written, written)


@st.composite
def a_phone(draw: st.DrawFn, source: str, target: str) -> Said:
    last = draw(st.integers(0, 999))
    written = draw(
        st.sampled_from(
            [f"07700 900{last:03}", f"+44 7700 900{last:03}", f"07700900{last:03}", f"+48 600 100 {last:03}"]
        )
    )
    return Said("phone", written, written)


@st.composite
def a_reference(draw: st.DrawFn, source: str, target: str) -> Said:
    number = draw(st.integers(0, 999))
    ways = [
        f"PN-2026/{number:03}",
        f"AB{number:03}7C",
        f"{number:03}45678",
        f"EHCP/{number}/26",
        f"{number % 13}b",
        f"LS{number % 29} 4AP",
    ]
    written = draw(st.sampled_from(ways))
    return Said("reference", written, written)


@st.composite
def an_address(draw: st.DrawFn, source: str, target: str) -> Said:
    number = draw(st.integers(0, 999))
    ways = [
        f"https://school.example/p/{number}?a=1",
        f"office{number}@school.example",
        f"www.school{number}.example",
        "{child}",
    ]
    written = draw(st.sampled_from(ways))
    return Said("gap" if written == "{child}" else "address", written, written)


@st.composite
def a_number(draw: st.DrawFn, source: str, target: str) -> Said:
    number = draw(st.integers(0, 99_999))
    return Said("number", str(number), str(number))


@st.composite
def a_weekday(draw: st.DrawFn, source: str, target: str) -> Said:
    if source not in WEEKDAYS or target not in WEEKDAYS_BEGIN:
        return draw(a_time(source, target))
    number = draw(st.integers(0, 7))
    return Said("weekday", WEEKDAYS[source].split()[number], WEEKDAYS_BEGIN[target].split()[number], number)


FACTS = {
    "name": a_name, "date": a_date, "time": a_time, "sum": a_sum, "phone": a_phone, "reference": a_reference,
    "address": an_address, "number": a_number, "weekday": a_weekday,
}  # fmt: skip


@dataclass(frozen=True)
class Written:
    """A text, from which language into which, and its facts in their order."""

    text: str
    source: str
    target: str
    said: tuple[Said, ...]


@st.composite
def texts(draw: st.DrawFn) -> Written:
    source = draw(st.sampled_from(list(WORDS)))
    target = draw(st.sampled_from([one for one in TARGETS if one != source]))
    words = st.lists(st.sampled_from(WORDS[source].split()), min_size=1, max_size=4).map(" ".join)
    # Few kinds in one text, so that there are two of a kind that can change places.
    kinds = draw(st.lists(st.sampled_from(list(FACTS)), min_size=1, max_size=3))
    said: list[Said] = []
    sentences = []
    for _ in range(draw(st.integers(1, 3))):
        parts = [draw(words)]
        for _ in range(draw(st.integers(0, 3))):
            one = draw(facts(kinds, source, target))
            before = [draw(a_weekday(source, target))] if one.kind == "date" and draw(st.booleans()) else []
            said += [*before, one]
            parts += [*(each.written for each in (*before, one)), draw(words)]
        sentences.append(" ".join(parts))
    end = draw(st.sampled_from([". ", "? ", "!\n", "; "]))
    return Written(end.join(sentences) + ".", source, target, tuple(said))


def words_of(written: Written) -> dict[str, str]:
    """The weekdays of the source in the target, as a good engine knows them."""
    if written.source not in WEEKDAYS or written.target not in WEEKDAYS:
        return {}
    pairs = zip(WEEKDAYS[written.source].split(), WEEKDAYS[written.target].split(), strict=True)
    return {one.casefold(): other for one, other in pairs}


def inventions(written: Written) -> Sequence[str]:
    days, months = WEEKDAYS.get(written.target, WEEKDAYS["en"]).split(), MONTHS[written.target].split()
    return [
        *days,
        *months[:4],
        "Jakub",
        "Nowak",
        "Jakuba",
        "two",
        "dwa",
        "Petraitė",
        *WORDS[written.target].split()[:3],
    ]


def what_is_wrong(written: Written, text: str) -> str:
    """What differs between the facts that went into a text and a translation of it; empty where nothing does."""
    plain = text.translate(PLAIN)
    rest = plain
    expected = [one for one in written.said if one.kind != "weekday"]
    for one in sorted(expected, key=lambda one: -len(one.expected)):
        if one.expected not in rest:
            return f"{one.expected} is missing"
        rest = rest.replace(one.expected, " # ", 1)
    if re.search(r"[\d²½①Ⅷ£€$₺৳]|\b(?:zł|PLN)\b", rest):
        return "a figure or a currency is too many"
    if any(re.search(rf"\b{part}\b", rest, re.IGNORECASE) for name in NAMES for part in re.findall(r"\w{4,}", name)):
        return "a name is too many"
    for kind in {one.kind for one in written.said}:
        place, searched = 0, plain.lower() if kind == "weekday" else plain
        for one in written.said:
            if one.kind == kind:
                wanted = one.expected.lower() if kind == "weekday" else one.expected
                place = searched.find(wanted, place)
                if place < 0:
                    return f"{one.expected} is not where it was"
                place += len(wanted)
    return wrong_weekdays(written, rest)


def wrong_weekdays(written: Written, rest: str) -> str:
    if written.target not in WEEKDAYS_BEGIN:
        return ""
    # English adds no endings, and "tomorrow" has none anywhere: "Mondaychild" is no weekday.
    whole = written.target == "en"
    patterns = [
        rf"(?i)\b{begin}" + (r"s?\b" if whole or number == TOMORROW else "")
        for number, begin in enumerate(WEEKDAYS_BEGIN[written.target].split())
    ]
    found = sorted(number for number, pattern in enumerate(patterns) for _ in re.findall(pattern, rest))
    wanted = sorted(one.number for one in written.said if one.kind == "weekday")
    return "" if found == wanted else f"weekdays are {found} and not {wanted}"
