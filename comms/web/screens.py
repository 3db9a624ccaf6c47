"""All screens, and what every page shows around them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request, url_for
from flask_login import current_user
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader

from comms.agencies.permissions import Permission
from comms.foundation.languages import language
from comms.messages.inbox.find import count_urgent
from comms.web import fonts, health, home
from comms.web.access import asking, closed, closing, deciding, looking_up, on_person, shared, stopping
from comms.web.access import sharing as sharing_families
from comms.web.agency import our_agency
from comms.web.api.routes import KEYED
from comms.web.audit import looks, trail
from comms.web.bookings import (
    appointments,
    appointments_changing,
    appointments_ended,
    appointments_making,
    bookings,
    calendars,
    interpreters_page,
    matching,
    messages,
    missing,
    now,
    offers,
    own,
    places,
    plans,
    week,
)
from comms.web.calls import ringing, shown
from comms.web.carrier import calls as carrier_calls
from comms.web.carrier import texts
from comms.web.cautions import before, ending, exhibits, information, media, opening, points, records, verifying
from comms.web.cautions import findings as caution_findings
from comms.web.door import installation, work
from comms.web.family import page as family_page
from comms.web.family import staff as family_staff
from comms.web.formal import case_page, enquiries, local_code, referrals, returns, timetables
from comms.web.formal import ledger as formal_ledger
from comms.web.formal import records as formal_records
from comms.web.formal import review as formal_review
from comms.web.formal import safeguarding as formal_safeguarding
from comms.web.formal.made import bp as formal_steps_bp
from comms.web.imports import taking_in
from comms.web.interpreters import (
    conflicts,
    everybody,
    hours,
    importing,
    own_calendar,
    register_form,
    sharing,
    skills,
    suppliers,
    travel,
)
from comms.web.interpreters import (
    signing_in as interpreter_signing_in,
)
from comms.web.joining import by_directory, invitation
from comms.web.letters import (
    due_and_made,
    events,
    left_out,
    outbox,
    own_letters,
    own_phrases,
    previews,
    replies,
)
from comms.web.people import families, needs, numbers
from comms.web.reaching import follow_ups, follow_ups_steered, inbox, line, texts_outbox, threads, writing
from comms.web.signing_in import account, confirming, factors, key_alone, second_factor
from comms.web.signing_in import password as signing_in
from comms.web.tasks import to_do
from comms.web.viewing import is_signed_in, viewer
from comms.web.words import certificates, exchange, one_sentence, sentences, workbench

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.bp, families.bp, numbers.bp, needs.bp, to_do.bp, due_and_made.bp, events.bp, replies.bp, previews.bp,
    taking_in.bp, left_out.bp, outbox.bp, sentences.bp, own_letters.bp, own_phrases.bp, our_agency.bp, health.bp,
    fonts.bp, now.bp, missing.bp, calendars.bp, interpreters_page.bp,
    everybody.bp, register_form.bp, skills.bp, hours.bp, own_calendar.bp, conflicts.bp, suppliers.bp, travel.bp,
    sharing.bp, importing.bp,
    matching.bp,
    offers.bp, bookings.bp, messages.bp,
    appointments.bp, appointments_making.bp, appointments_changing.bp,
    appointments_ended.bp, places.bp, week.bp, plans.bp,
    ringing.bp, shown.bp,
    inbox.bp, threads.bp, follow_ups.bp, follow_ups_steered.bp, writing.bp, line.bp, texts_outbox.bp,
    family_page.bp, family_staff.bp,
    exchange.bp, one_sentence.bp, certificates.bp, workbench.bp,
    opening.bp, before.bp, information.bp, points.bp, ending.bp, media.bp,
    records.bp, exhibits.bp, verifying.bp, caution_findings.bp,
    sharing_families.bp, shared.bp, asking.bp, deciding.bp, looking_up.bp, closing.bp, closed.bp, stopping.bp,
    on_person.bp,
    looks.bp, trail.bp,
    case_page.bp, formal_records.bp, formal_safeguarding.bp,
    formal_steps_bp, formal_ledger.bp, formal_review.bp,
    local_code.bp, referrals.bp, returns.bp, timetables.bp, enquiries.bp,
    own.bp, interpreter_signing_in.bp, invitation.bp, by_directory.bp,
    signing_in.bp, key_alone.bp, second_factor.bp, factors.bp, confirming.bp, account.bp,
)  # fmt: skip

# Where the carrier tells us of texts and calls: signed by it, and no form of ours.
SIGNED: tuple[Blueprint, ...] = (texts.bp, carrier_calls.bp)

NAVIGATION = (
    ("Today", "home.today", Permission.DO_TASKS),
    ("Families", "people.search", Permission.SEE_FAMILIES),
    ("Messages", "inbox.show", Permission.SEE_MESSAGES),
    ("Appointments", "appointments.coming", Permission.SEE_BOOKINGS),
    ("Bookings", "week.show", Permission.BOOK_INTERPRETERS),
    ("Letters", "letters.due", Permission.SEE_LETTERS),
    ("Formal steps", "formal.listed", Permission.SEE_FORMAL),
    ("Cautions", "cautions.listed", Permission.TAKE_CAUTIONS),
    ("Interpreters", "interpreters.everybody", Permission.SEE_BOOKINGS),
    ("Import", "imports.choose", Permission.IMPORT_RECORDS),
    ("My bookings", "own_bookings.show", Permission.SEE_OWN_BOOKINGS),
    ("Words", "words.overview", Permission.SEE_WORDS),
    ("Our agency", "agency.show", Permission.MANAGE_AGENCY),
)

# Screens that stand under another's place in the navigation.
PART_OF = {
    "own_words": "words",
    "own_phrases": "words",
    "words_exchange": "words",
    "sentence": "words",
    "workbench": "words",
    "certificates": "words",
    "left_out": "letters",
    "outbox": "letters",
    "letter_previews": "letters",
    "letter_events": "letters",
    "letter_replies": "letters",
    "needs": "people",
    **dict.fromkeys(("sharing", "shared", "asking", "deciding", "look_up", "closing", "closed", "stopping"), "people"),
    "looks": "people",
    "audit": "agency",
    "numbers": "people",
    "appointment_making": "people",
    "appointment_changing": "appointments",
    "appointment_ended": "appointments",
    "places": "appointments",
    "offers": "appointments",
    "bookings": "appointments",
    "messages": "appointments",
    "matching": "appointments",
    "now": "people",
    "calls": "people",
    "call": "people",
    "texts": "people",
    "threads": "inbox",
    "follow_ups": "inbox",
    "follow_up_steering": "inbox",
    "texts_outbox": "inbox",
    "line": "agency",
    "calendars": "week",
    "missing": "week",
    "plans": "week",
    "tasks": "home",
    "register": "interpreters",
    "interpreter_skills": "interpreters",
    "interpreter_hours": "interpreters",
    "interpreter_calendar": "interpreters",
    "interpreter_conflicts": "interpreters",
    "suppliers": "interpreters",
    "travel": "interpreters",
    "register_sharing": "interpreters",
    "register_import": "interpreters",
    "interpreter_account": "interpreters",
    **dict.fromkeys(("formal_records", "safeguarding", "formal_steps", "formal_ledger", "formal_review"), "formal"),
    **dict.fromkeys(("local_code", "referrals", "returns", "timetables", "enquiries"), "formal"),
    "caution_steps": "cautions",
    "caution_letter": "cautions",
    "caution_points": "cautions",
    "caution_ending": "cautions",
    "caution_media": "cautions",
    "caution_records": "cautions",
    "caution_findings": "cautions",
}


def add_screens(app: Flask) -> None:
    """Register every screen, and give the templates what all of them need."""
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, components])  # type: ignore[list-item]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for blueprint in (*SIGNED, *KEYED):
        app.register_blueprint(blueprint)
        app.extensions["csrf"].exempt(blueprint)
    app.context_processor(_around)
    fonts.offer_fonts(app)
    app.jinja_env.globals["language_named"] = language


def _around() -> dict[str, Any]:
    demo = installation().settings.mode == "demo"
    if not is_signed_in():
        return {"viewer": None, "demo": demo}
    seen = viewer()
    screen = (request.endpoint or "").split(".")[0]
    here = PART_OF.get(screen, screen)
    items = [
        {
            "text": text,
            "href": url_for(endpoint),
            "here": here == endpoint.split(".")[0],
            # What needs somebody now is said on every page: whoever looks at a letter must not miss it.
            "now": count_urgent(work(), seen) if endpoint == "inbox.show" else 0,
        }
        for text, endpoint, permission in NAVIGATION
        if seen.may(permission)
    ]
    return {"viewer": seen, "agency_name": current_user.agency.name, "navigation": items, "demo": demo}
