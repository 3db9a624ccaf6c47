"""Which facts a text has, in the ways that people write them in many languages."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comms.foundation.languages import LANGUAGES
from comms.translation.guard import Fact, FactKind, facts_in

JAKUB = ("Jakub Nowak",)
D, T, S, P, R, A, G, Q, N = (
    FactKind.DATE, FactKind.TIME, FactKind.SUM, FactKind.PHONE, FactKind.REFERENCE, FactKind.ADDRESS, FactKind.GAP,
    FactKind.NUMBER, FactKind.NAME,
)  # fmt: skip
DAY = (D, "2026-11-24")

DATES = [
    ("en", "We come on 24 November 2026.", [DAY]),
    ("en", "on the 24th of November, 2026", [DAY]),
    ("en", "November 24, 2026 and Nov 24", [DAY, (D, "--11-24")]),
    ("en", "24/11/2026", [DAY]),
    ("en-US", "11/24/2026 and 03/04/2026", [DAY, (D, "2026-03-04")]),
    ("en", "03/04/2026", [(D, "2026-04-03")]),
    ("en", "2026-11-24", [DAY]),
    ("en", "on Wednesday, tomorrow or the day after tomorrow", [
        (D, "weekday 3"), (D, "tomorrow"), (D, "day after tomorrow"),
    ]),
    ("en", "May I march in? She sat in the sun.", []),
    ("en", "at 12 may come two", [(Q, "12")]),
    ("en", "on 12 May", [(D, "--05-12")]),
    ("pl", "24 listopada 2026 r.", [DAY]),
    ("pl", "24-go listopada, 30.11", [(D, "--11-24"), (D, "--11-30")]),
    ("pl", "w poniedziałek 23.11 i w środy, pojutrze, jutro", [
        (D, "weekday 1"), (D, "--11-23"), (D, "weekday 3"), (D, "day after tomorrow"), (D, "tomorrow"),
    ]),
    ("pl", "24 pazdziernika, w piatek", [(D, "--10-24"), (D, "weekday 5")]),
    ("pl", "we wrześniu 2026", [(D, "2026-09")]),
    ("pl", "o 5 się spotkamy w środku, o czwartej", [(Q, "5")]),
    ("lt", "2026 m. lapkričio 24 d., trečiadienį", [DAY, (D, "weekday 3")]),
    ("lt", "lapkričio 24 d. ir 2026-11-24", [(D, "--11-24"), DAY]),
    ("lv", "2026. gada 24. novembrī, trešdien, parīt", [DAY, (D, "weekday 3"), (D, "day after tomorrow")]),
    ("ro", "luni, 23 noiembrie 2026; marți; două luni", [(D, "weekday 1"), (D, "2026-11-23"), (D, "weekday 2")]),
    ("ro", "24 mai, nu mai venim mâine", [(D, "--05-24"), (D, "tomorrow")]),
    ("bg", "24 ноември 2026 г., в сряда, утре", [DAY, (D, "weekday 3"), (D, "tomorrow")]),
    ("ru", "24 ноября 2026 г. в среду, с 3-го мая", [DAY, (D, "weekday 3"), (D, "--05-03")]),
    ("ru", "завтра, не завтрак; послезавтра", [(D, "tomorrow"), (D, "day after tomorrow")]),
    ("uk", "24 листопада 2026 р., у п’ятницю та в п'ятницю", [DAY, (D, "weekday 5"), (D, "weekday 5")]),
    ("tr", "24 Kasım 2026'da, Salı günü, yarın", [DAY, (D, "weekday 2"), (D, "tomorrow")]),
    ("pt", "quarta-feira, 24 de novembro de 2026; depois de amanhã", [
        (D, "weekday 3"), DAY, (D, "day after tomorrow"),
    ]),
    ("pt", "pela segunda vez", []),
    ("de", "am Mittwoch, den 24. November 2026, übermorgen früh", [(D, "weekday 3"), DAY, (D, "day after tomorrow")]),
    ("hu", "2026. november 24., szerdán, holnapután", [DAY, (D, "weekday 3"), (D, "day after tomorrow")]),
    ("ar", "يوم الاثنين ٢٤ نوفمبر ٢٠٢٦ وبالأربعاء", [(D, "weekday 1"), DAY, (D, "weekday 3")]),
    ("ar", "24 تشرين الثاني 2026، بعد غد", [DAY, (D, "day after tomorrow")]),
    ("fa", "سه‌شنبه ۲۴ نوامبر ۲۰۲۶، شنبه و پنج شنبه، فردا", [
        (D, "weekday 2"), DAY, (D, "weekday 6"), (D, "weekday 4"), (D, "tomorrow"),
    ]),
    ("fa", "۳ آذر ۱۴۰۵", [(D, "3 آذر 1405")]),
    ("ur", "بدھ ۲۴ نومبر، ۲۰۲۶ کو", [(D, "weekday 3"), DAY]),
    ("bn", "২৪ নভেম্বর, ২০২৬ বুধবারে আগামীকাল", [DAY, (D, "weekday 3"), (D, "tomorrow")]),
    ("pa-Guru", "ਬੁੱਧਵਾਰ 24 ਨਵੰਬਰ 2026, ਨਵੰਬਰ 24", [(D, "weekday 3"), DAY, (D, "--11-24")]),
    ("hi", "बुधवार २४ नवंबर २०२६", [(D, "weekday 3"), DAY]),
    ("zh-Hans", "2026年11月24日星期二，明天，11月", [DAY, (D, "weekday 2"), (D, "tomorrow"), (D, "--11")]),
    ("ko", "2026년 11월 24일 수요일에", [DAY, (D, "weekday 3")]),
    ("vi", "ngày 24 tháng 11 năm 2026, chủ nhật", [DAY, (D, "weekday 7")]),
    ("so", "Arbaco, Noofeembar 24, 2026", [(D, "weekday 3"), DAY]),
    ("en", "31 February 2026", [(Q, "31"), (D, "2026-02")]),
    ("en", "born 24.11.89", [(D, "24.11.89")]),
]  # fmt: skip
REST = [
    ("en", "at 15:40, 3.40 pm, 3pm, 12 am or at 3.40", [
        (T, "15:40"), (T, "15:40"), (T, "15:00"), (T, "00:00"), (T, "03:40"),
    ]),
    ("pl", "o 15.40, o godz. 9.30, o 12.10, po 12.10", [(T, "15:40"), (T, "09:30"), (T, "12:10"), (Q, "12.10")]),
    ("pl", "od 9.40 do 10.20, 15.40, średnia 4.50", [(T, "09:40"), (T, "10:20"), (T, "15:40"), (Q, "4.50")]),
    ("lt", "9.40 val.", [(T, "09:40")]),
    ("pt", "às 15h40", [(T, "15:40")]),
    ("de", "9 am Montag", [(Q, "9"), (D, "weekday 1")]),
    ("zh-Hans", "下午3点40分", [(T, "15:40")]),
    ("ur", "۱۵:۴۰", [(T, "15:40")]),
    ("en", "£160, £1,500.50, 50p, 5 pounds, GBP 20 and 20 €", [
        (S, "GBP 160.00"), (S, "GBP 1500.50"), (S, "GBP 0.50"), (S, "GBP 5.00"), (S, "GBP 20.00"), (S, "EUR 20.00"),
    ]),
    ("pl", "160 zł, 25,50 zł, 1 500,00 PLN, 20 funtów", [
        (S, "PLN 160.00"), (S, "PLN 25.50"), (S, "PLN 1500.00"), (S, "GBP 20.00"),
    ]),
    ("ro", "160 lei", [(S, "RON 160.00")]),
    ("bg", "20 лв. и 15 лева", [(S, "BGN 20.00"), (S, "BGN 15.00")]),
    ("lt", "25,50 Eur ir 10 eurų", [(S, "EUR 25.50"), (S, "EUR 10.00")]),
    ("ar", "٢٠ جنيه", [(S, "GBP 20.00")]),
    ("en", "5 pounds of rice", [(Q, "5")]),
    ("en", "how many £?", [(S, "GBP")]),
    ("en", "call 07700 900821 or (0113) 496 0000 24/7", [(P, "+447700900821"), (P, "+441134960000"), (Q, "24/7")]),
    ("en", "07700 900821 07700 900822 0113 496 0000", [
        (P, "+447700900821"), (P, "+447700900822"), (P, "+441134960000"),
    ]),
    ("pl", "tel. +48 600 100 200", [(P, "+48600100200")]),
    ("bn", "ফোন ০৭৭০০ ৯০০৮২১", [(P, "+447700900821")]),
    ("en", "PN-2026/014, 4b, LS1 4AP, covid-19, AB123456C, 20260014", [
        (R, "PN-2026/014"), (R, "4b"), (R, "LS1"), (R, "4AP"), (R, "covid-19"), (R, "AB123456C"), (R, "20260014"),
    ]),
    ("bg", "клас 4б", [(R, "4б")]),
    ("pl", "PN-7, wt-12", [(R, "PN-7"), (R, "wt-12")]),
    ("en", "see https://school.example/a?b=1, www.x.example. or office@school.example!", [
        (A, "https://school.example/a?b=1"), (A, "www.x.example"), (A, "office@school.example"),
    ]),
    ("en", "https://x.example/a@b.example and gov.uk/a-b, x@y.example", [
        (A, "https://x.example/a@b.example"), (A, "gov.uk/a-b"), (A, "x@y.example"),
    ]),
    ("pl", "jest w szkole.Jutro wraca", [(D, "tomorrow")]),
    ("en", "{child} and {{name}} and %s", [(G, "{child}"), (G, "{{name}}"), (G, "%s")]),
    ("en", "3 times, 1,500 pupils, 2.5 days, 50%, -5, ½, 3rd, 2-3, 30min", [
        (Q, "3"), (Q, "1500"), (Q, "2.5"), (Q, "50%"), (Q, "-5"), (Q, "½"), (Q, "3"), (Q, "2-3"), (Q, "30"),
    ]),
    ("pl", "1,500 i 1.500 i 12-letni, 5minut, 3. piętro", [
        (Q, "1.500"), (Q, "1500"), (Q, "12"), (Q, "5"), (Q, "3"),
    ]),
    ("tr", "%50 ve 1.500", [(Q, "50%"), (Q, "1500")]),
    ("lt", "1-oji klasė", [(Q, "1")]),
    ("en", "one, two and twenty", []),
    ("en", "Jakub and Mrs Nowak, JAKUB, jakub's", [(N, "Jakub"), (N, "Nowak"), (N, "Jakub"), (N, "Jakub")]),
    ("pl", "Nie będzie Jakuba Nowaka", [(N, "Jakuba"), (N, "Nowaka")]),
    ("ar", "وJakub", [(N, "Jakub")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), DATES + REST)
def test_facts_are_read_as_people_write_them(language: str, text: str, expected: list[tuple[FactKind, str]]) -> None:
    assert facts_in(text, language, JAKUB) == Counter(Fact(*one) for one in expected)


NAMES = [
    ("Paweł is Pawel", "pl", ["Paweł"], ["Paweł", "Paweł"]),
    ("April comes in April", "en", ["April"], ["April", "April"]),
    ("i will come, Will", "en", ["Will Smith"], ["Will"]),
    ("Willing to help, Grace said gracefully", "en", ["Will Smith", "Grace"], ["Grace"]),
    ("O'Brien, da Silva and Silva da", "en", ["Sean O'Brien", "Ana da Silva"], ["O", "Brien", "da", "Silva", "Silva"]),
    ("Do you come, An?", "en", ["An Do"], ["Do", "An"]),
    ("علي على الطاولة", "ar", ["علي"], ["علي"]),
    ("小明没来", "zh-Hans", ["小明"], ["小明"]),
    ("आयशा और आयशा", "hi", ["आयशा"], ["आयशा", "आयशा"]),
    ("Anny nie ma, Anna jest", "pl", ["Anna"], ["Anna"]),
    ("Zofii, Zosi", "pl", ["Zofia", "Zosia"], ["Zofii", "Zosi"]),
]


@pytest.mark.parametrize(("text", "language", "names", "expected"), NAMES)
def test_names_on_record_are_found_however_they_stand(
    text: str, language: str, names: list[str], expected: list[str]
) -> None:
    found = facts_in(text, language, names)
    assert Counter(fact.value for fact in found.elements() if fact.kind is N) == Counter(expected)


def test_a_text_without_names_on_record_has_none() -> None:
    assert not facts_in("Jakub and Anna Nowak", "en")


@given(
    st.text(max_size=200),
    st.sampled_from(["en", "pl", "ar", "zh-Hans", "xx", ""]),
    st.lists(st.text(max_size=12), max_size=3),
)
def test_any_text_can_be_read(text: str, language: str, names: list[str]) -> None:
    found = facts_in(text, language, names)
    assert all(fact.value for fact in found)


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1900, 2200), st.sampled_from(sorted(LANGUAGES)))
def test_a_date_with_its_year_first_is_the_same_in_every_language(
    day: int, month: int, year: int, language: str
) -> None:
    written = f"{year}-{month:02}-{day:02}"
    assert facts_in(written, language) == Counter([Fact(D, written)])


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯", "੦੧੨੩੪੫੬੭੮੯", "०१२३४५६७८९", "０１２３４５６７８９"]
)
def test_every_scripts_digits_are_the_same_figures(digits: str) -> None:
    other = str.maketrans("0123456789", digits)
    for text in ("24/11/2026", "15:40", "£160", "07700 900821", "1234", "4b"):
        assert facts_in(text.translate(other), "en") == facts_in(text, "en")
