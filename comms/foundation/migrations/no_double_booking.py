"""The rule of the database that nobody is booked in two places: neither at the same time, nor so that they could not
get from one to the other. It holds whatever the code above it does.

Where travel is concerned the rule depends on both places, so that no interval alone can say it: PostgreSQL has an
exclusion constraint for the raw time and a trigger for the way, SQLite a trigger for both. On PostgreSQL the trigger
first takes a lock on the interpreter, because it cannot see what another transaction has not committed yet.

``WITHIN_A_ZONE`` and ``NOT_KNOWN`` are those of ``interpreters/travel.py``; a later change of them there needs a
migration that makes these anew. So does a change of the table ``booking`` on SQLite that makes the table anew: it drops
the triggers.
"""

from __future__ import annotations

from alembic import op

WITHIN_A_ZONE = 15
NOT_KNOWN = 60
# No way takes longer, and no booking; so only bookings near in time have to be looked at.
LONGEST_WAY_HOURS = 6
LONGEST_BOOKING_HOURS = 24

POSTGRES = f"""
CREATE OR REPLACE FUNCTION comms_travel_minutes(one text, other text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN one IS NULL OR other IS NULL THEN 0 ELSE coalesce(
    (SELECT minutes FROM travel_time WHERE from_zone = one AND to_zone = other),
    CASE WHEN one = other AND one <> '' THEN {WITHIN_A_ZONE} ELSE {NOT_KNOWN} END) END
$$;

CREATE OR REPLACE FUNCTION comms_refuse_double_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ends_at <= NEW.starts_at OR NEW.ends_at > NEW.starts_at + interval '{LONGEST_BOOKING_HOURS} hours' THEN
    RAISE EXCEPTION 'a booking ends after it begins, within a day';
  END IF;
  IF NEW.interpreter_id IS NULL OR NOT NEW.occupies THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('interpreter ' || NEW.interpreter_id, 0));
  IF EXISTS (
    SELECT 1 FROM booking b
    WHERE b.interpreter_id = NEW.interpreter_id AND b.occupies AND b.id <> NEW.id
      AND b.starts_at < NEW.ends_at + interval '{LONGEST_WAY_HOURS} hours'
      AND b.starts_at > NEW.starts_at - interval '{LONGEST_BOOKING_HOURS + LONGEST_WAY_HOURS} hours'
      AND b.starts_at < NEW.ends_at + make_interval(mins => comms_travel_minutes(NEW.zone, b.zone))
      AND NEW.starts_at < b.ends_at + make_interval(mins => comms_travel_minutes(b.zone, NEW.zone))
  ) THEN
    RAISE EXCEPTION 'double booking: no way from one to the other' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER booking_no_double BEFORE INSERT OR UPDATE OF interpreter_id, starts_at, ends_at, zone, occupies
  ON booking FOR EACH ROW EXECUTE FUNCTION comms_refuse_double_booking();

ALTER TABLE booking ADD CONSTRAINT ex_booking_time
  EXCLUDE USING gist (interpreter_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
  WHERE (occupies AND interpreter_id IS NOT NULL);
"""


def _sqlite_travel(one: str, other: str) -> str:
    return f"""CASE WHEN {one} IS NULL OR {other} IS NULL THEN 0 ELSE coalesce(
        (SELECT minutes FROM travel_time WHERE from_zone = {one} AND to_zone = {other}),
        CASE WHEN {one} = {other} AND {one} <> '' THEN {WITHIN_A_ZONE} ELSE {NOT_KNOWN} END) END"""


def _sqlite_trigger(name: str, event: str) -> str:
    """Moments are kept as text in UTC: compared as such where that is exact, as seconds where minutes are added."""
    seconds = "CAST(strftime('%s', {}) AS INTEGER)".format
    return f"""
CREATE TRIGGER {name} BEFORE {event} ON booking
BEGIN
  SELECT RAISE(ABORT, 'a booking ends after it begins, within a day')
  WHERE {seconds("NEW.ends_at")} <= {seconds("NEW.starts_at")}
     OR {seconds("NEW.ends_at")} > {seconds("NEW.starts_at")} + {LONGEST_BOOKING_HOURS * 3600};
  SELECT RAISE(ABORT, 'double booking')
  WHERE NEW.interpreter_id IS NOT NULL AND NEW.occupies AND EXISTS (
    SELECT 1 FROM booking b
    WHERE b.interpreter_id = NEW.interpreter_id AND b.occupies = 1 AND b.id <> NEW.id
      AND b.starts_at < datetime(NEW.ends_at, '+{LONGEST_WAY_HOURS} hours')
      AND b.starts_at > datetime(NEW.starts_at, '-{LONGEST_BOOKING_HOURS + LONGEST_WAY_HOURS} hours')
      AND {seconds("b.starts_at")} < {seconds("NEW.ends_at")} + 60 * {_sqlite_travel("NEW.zone", "b.zone")}
      AND {seconds("NEW.starts_at")} < {seconds("b.ends_at")} + 60 * {_sqlite_travel("b.zone", "NEW.zone")}
  );
END
"""


def forbid_double_booking() -> None:
    """Make the database refuse a booking of an interpreter who is taken, or could not get there."""
    if op.get_bind().dialect.name == "postgresql":
        # PostgreSQL lets the owner of a database create this extension; it comes with the server.
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(POSTGRES)
        return
    op.execute(_sqlite_trigger("booking_no_double_insert", "INSERT"))
    columns = "interpreter_id, starts_at, ends_at, zone, occupies"
    op.execute(_sqlite_trigger("booking_no_double_update", f"UPDATE OF {columns}"))
