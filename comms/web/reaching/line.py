"""Our line: the number texts and calls go from, what they say of us, and who is told when somebody writes."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from comms.agencies.find import colleagues
from comms.agencies.permissions import Permission
from comms.agencies.staff import Staff
from comms.agencies.viewer import viewer_of
from comms.messages.find import line_of
from comms.messages.line import Line
from comms.messages.line_actions import BadLine, LineGiven, lift_stop, set_line
from comms.messages.wording import LONGEST_NUMBER, LONGEST_SENDER
from comms.web.door import installation, work
from comms.web.forms import Form, filled_form, sent_form
from comms.web.viewing import needs, viewer

bp = Blueprint("line", __name__)

# So many places the duty list offers, and at most; at ten minutes each, the sixth is told within the hour.
PLACES, MOST_PLACES = 6, 24
USUAL_SPEED = 10


@bp.get("/agency/line")
@needs(Permission.MANAGE_AGENCY)
def show() -> ResponseReturnValue:
    """The line as it is set."""
    return _page(filled_form(_answers(line_of(work(), viewer()))))


def _answers(line: Line | None) -> dict[str, str | bool]:
    if line is None:
        return {"segments_a_second": str(USUAL_SPEED)}
    return {
        "number": line.number, "alias": line.alias, "ring_number": line.ring_number, "short_name": line.short_name,
        "night_cover": line.night_cover, "segments_a_second": str(line.segments_a_second),
        **{f"duty_{place}": one for place, one in enumerate(line.duty, 1)},
    }  # fmt: skip


def _page(form: Form) -> str:
    line, staff = line_of(work(), viewer()), colleagues(work(), viewer())
    return render_template(
        "reaching/line.html", line=line, form=form, staff=_may_be_told(staff),
        carrier=installation().settings.has_twilio,
        places=range(1, max(PLACES, len(line.duty) if line else 0) + 1), longest=LONGEST_SENDER,
        longest_number=LONGEST_NUMBER, by=next((one.name for one in staff if line and one.id == line.changed_by), ""),
    )  # fmt: skip


def _may_be_told(staff: Sequence[Staff]) -> list[Staff]:
    """Those who work here and may answer families."""
    return [one for one in staff if one.active and viewer_of(one).may(Permission.WRITE_TO_FAMILIES)]


@bp.post("/agency/line")
@needs(Permission.MANAGE_AGENCY)
def change() -> ResponseReturnValue:
    """Set the line."""
    form = sent_form()
    speed = form.line("segments_a_second")
    if not speed.isdecimal():
        form.wrong("segments_a_second", "Give how many parts a second as a number, like 10.")
        return _page(form), 422
    given = LineGiven(
        number=form.line("number"), short_name=form.line("short_name"), alias=form.line("alias"),
        ring_number=form.line("ring_number"), night_cover=form.ticked("night_cover"), duty=_duty(form),
        segments_a_second=int(speed[:9]),
    )  # fmt: skip
    try:
        set_line(work(), viewer(), given, g.now)
    except BadLine as fault:
        work().rollback()
        form.wrong("duty_1" if fault.field == "duty" else fault.field, f"{fault.message} {fault.remedy}")
        return _page(form), 422
    flash("Saved. Texts from now on go as this says.", "done")
    return redirect(url_for("line.show"), 303)


def _duty(form: Form) -> list[str]:
    """Who is on duty, in their order; whoever is named twice counts where they come first."""
    return list(dict.fromkeys(one for place in range(1, MOST_PLACES + 1) if (one := form.text(f"duty_{place}"))))


@bp.post("/agency/line/go-on")
@needs(Permission.MANAGE_AGENCY)
def go_on() -> ResponseReturnValue:
    """Somebody has looked: texts go again."""
    lift_stop(work(), viewer(), g.now)
    flash("The line sends again.", "done")
    return redirect(url_for("line.show"), 303)
