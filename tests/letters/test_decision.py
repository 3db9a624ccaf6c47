"""The rule before every other: in which language a letter must be, or why it may not go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, get_args
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comms.families.language_need import Interpreter, LanguageNeed, Reads, Source
from comms.foundation.languages import LANGUAGES
from comms.letters.decision import Coverage, Held, HoldReason, Written, language_decision
from comms.letters.please_ring import languages_for_please_ring
from comms.letters.templates.kind import LetterKind
from comms.letters.templates.source import letter_kinds

HELPFUL = letter_kinds()["L02"]
CAREFUL = replace(HELPFUL, words="approved_only")
LEGAL = replace(CAREFUL, legal_warning=True)


def a_need(written: str | None = "lt", **given: Any) -> LanguageNeed:
    """A need as a school's record has it unless the test says otherwise."""
    values: dict[str, Any] = {
        "person_id": uuid4(), "spoken": [written] if written else [], "written": written, "reads": Reads.NOT_ASKED,
        "english_speaks": Reads.NOT_ASKED, "english_understands": Reads.NOT_ASKED, "english_reads": Reads.NOT_ASKED,
        "interpreter": Interpreter.NOT_ASKED, "source": Source.SCHOOL_RECORD, "given_code": "",
        "review_on": date(2027, 5, 24),
    }  # fmt: skip
    return LanguageNeed(**(values | given))


def _held(kind: LetterKind, need: LanguageNeed | None, coverage: Coverage = "approved") -> str:
    decision = language_decision(kind, need, lambda _: coverage)
    assert isinstance(decision, Held)
    assert decision.why
    assert decision.remedy
    return decision.reason


def test_a_letter_is_held_when_the_parents_language_was_never_asked() -> None:
    assert _held(HELPFUL, None) == "language_unknown"
    assert _held(HELPFUL, a_need(None)) == "language_unknown"


def test_a_code_that_says_nothing_is_shown_as_it_was_given() -> None:
    decision = language_decision(HELPFUL, a_need(None, given_code="OTH"), lambda _: "approved")
    assert isinstance(decision, Held)
    assert "“OTH”" in decision.why


def test_a_letter_is_held_when_only_the_spoken_language_is_known() -> None:
    need = a_need(None, spoken=["so"])
    assert _held(HELPFUL, need) == "written_language_unknown"
    decision = language_decision(HELPFUL, need, lambda _: "approved")
    assert isinstance(decision, Held)
    assert "Somali" in decision.why


def test_somebody_who_speaks_english_is_not_taken_to_read_it() -> None:
    assert _held(HELPFUL, a_need(None, spoken=["en"], english_speaks=Reads.WELL)) == "written_language_unknown"


@pytest.mark.parametrize("need", [a_need("lt", reads=Reads.NONE), a_need(None, spoken=["so"], reads=Reads.NONE)])
def test_a_letter_is_held_for_somebody_who_does_not_read(need: LanguageNeed) -> None:
    assert _held(HELPFUL, need) == "cannot_read"
    decision = language_decision(HELPFUL, need, lambda _: "approved")
    assert isinstance(decision, Held)
    assert "tell them what the letter says" in decision.remedy


def test_a_schools_record_suffices_for_a_helpful_letter_and_not_for_a_legal_one() -> None:
    assert language_decision(HELPFUL, a_need(), lambda _: "approved") == Written("lt")
    assert _held(LEGAL, a_need()) == "need_not_confirmed"
    assert _held(LEGAL, a_need("en")) == "need_not_confirmed"
    assert _held(LEGAL, a_need(source=Source.TOLD_BY_OTHER)) == "need_not_confirmed"


@pytest.mark.parametrize("source", [Source.ASKED_PERSON, Source.ASKED_WITH_INTERPRETER])
def test_a_legal_letter_goes_to_somebody_who_was_asked(source: Source) -> None:
    assert language_decision(LEGAL, a_need(source=source), lambda _: "approved") == Written("lt")
    assert language_decision(LEGAL, a_need("en", source=source), lambda _: "missing") == Written("en")


def test_english_needs_no_translation_where_the_need_names_it() -> None:
    assert language_decision(HELPFUL, a_need("en"), lambda _: "missing") == Written("en")


def test_a_letter_without_words_in_the_language_is_held() -> None:
    assert _held(HELPFUL, a_need("so"), "missing") == "no_translation"


def test_a_draft_goes_where_drafts_may_and_is_held_where_words_must_be_approved() -> None:
    assert language_decision(HELPFUL, a_need(), lambda _: "draft") == Written("lt", draft=True)
    assert _held(CAREFUL, a_need(), "draft") == "not_approved"
    assert language_decision(CAREFUL, a_need(), lambda _: "approved") == Written("lt")


TAGS = st.sampled_from(sorted(LANGUAGES))
NEEDS = st.none() | st.builds(
    a_need,
    st.none() | TAGS,
    spoken=st.lists(TAGS, max_size=3),
    reads=st.sampled_from(Reads),
    english_speaks=st.sampled_from(Reads),
    english_understands=st.sampled_from(Reads),
    english_reads=st.sampled_from(Reads),
    interpreter=st.sampled_from(Interpreter),
    source=st.sampled_from(Source),
    given_code=st.sampled_from(["", "OTH", "LIT"]),
)
KINDS = st.sampled_from([HELPFUL, CAREFUL, LEGAL, *letter_kinds().values()])
COVERAGES = st.sampled_from(get_args(Coverage))


@settings(deadline=None, max_examples=400)
@given(KINDS, NEEDS, COVERAGES)
def test_unknown_is_never_english_and_no_letter_is_in_a_language_the_need_does_not_name(
    kind: LetterKind, need: LanguageNeed | None, coverage: Coverage
) -> None:
    decision = language_decision(kind, need, lambda _: coverage)
    if isinstance(decision, Held):
        assert decision.reason in get_args(HoldReason)
        assert decision.why
        assert decision.remedy
        return
    assert need is not None
    assert decision.language == need.written
    assert need.reads != Reads.NONE
    assert need.confirmed or not kind.legal_warning
    assert not (decision.draft and kind.words == "approved_only")


@settings(deadline=None)
@given(NEEDS)
def test_please_ring_is_offered_only_in_languages_the_need_names_or_their_written_forms(
    need: LanguageNeed | None,
) -> None:
    offered = languages_for_please_ring(need)
    if need is None or need.reads == Reads.NONE or (need.written is None and not need.spoken):
        assert offered == []
    elif need.written is not None:
        assert set(offered) <= {need.written}
    else:
        assert len(offered) == len(set(offered))
        assert "en" not in offered or any(tag.startswith("en") for tag in need.spoken)


def test_please_ring_is_offered_in_the_language_somebody_speaks_when_nobody_knows_what_they_read() -> None:
    assert languages_for_please_ring(a_need(None, spoken=["lt", "ru"])) == ["lt", "ru"]
    assert "pa-Guru" in languages_for_please_ring(a_need(None, spoken=["pa"]))
