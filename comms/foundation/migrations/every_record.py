"""Imports every module that declares a record, so that the schema is whole when it is compared or made."""

from __future__ import annotations

import comms.agencies.agency
import comms.agencies.api_key
import comms.agencies.staff
import comms.attendance.register
import comms.bookings.absences.absence
import comms.bookings.appointments.appointment
import comms.bookings.booking
import comms.bookings.calendar_feed
import comms.bookings.interpreter_use
import comms.bookings.offers.offer
import comms.bookings.place
import comms.bookings.plans.plan
import comms.bookings.reminders.reminder
import comms.bookings.requests.request
import comms.families.contact_point
import comms.families.language_need
import comms.families.person
import comms.families.pupil
import comms.follow_ups.call
import comms.follow_ups.family_page.family_link
import comms.follow_ups.follow_up
import comms.foundation.audit.entry
import comms.foundation.locks.keyring
import comms.foundation.stored_file
import comms.interpreters.conflict
import comms.interpreters.hours
import comms.interpreters.interpreter
import comms.interpreters.qualification
import comms.interpreters.supplier
import comms.interpreters.travel
import comms.letters.afterwards.letter_event
import comms.letters.left_out.exclusion
import comms.letters.letter
import comms.letters.mailing.letter_email
import comms.letters.own.agency_template
import comms.letters.runs.letter_run
import comms.messages.incoming
import comms.messages.line
import comms.messages.message
import comms.messages.thread
import comms.messages.webhook
import comms.tasks.task
import comms.translation.approval
import comms.translation.certificate
import comms.translation.machine.job
import comms.translation.own_words
import comms.translation.reply_phrase
import comms.translation.review  # noqa: F401
