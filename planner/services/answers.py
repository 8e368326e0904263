"""Answers that were given: listed, forgotten, and taken back whole."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.errors import BadInput
from geodata.study_area import StudyArea
from planner.intake.answers import METHOD, Answered, Answers, chosen_location
from planner.services.answering import AnswerUseCases
from planner.services.base import allow, name_of
from planner.services.review import as_given
from planner.services.review_views import Asks, GivenAnswer
from planner.services.views import Account, Role
from planner.store import people, provenance, reports, review
from planner.store.report_tables import AnswerRow, IncidentRow, SetAsideRow

PUT_BACK = "The answer that placed it was taken back."
# What a draft leaves out of an incident: its place, and what only the store knows.
_NOT_IN_DRAFT = frozenset(
    {
        "id", "import_id", "identity", "duplicate_of", "answer_id", "lon", "lat", "x", "y", "radius_m", "confidence",
        "method", "place_text", "ward", "ward_code", "lsoa", "lsoa_code", "sector",
    }
)  # fmt: skip


class GivenAnswerUseCases(AnswerUseCases):
    """Look at the answers given, and take them back."""

    def recent_answers(self, viewer: Account | None, limit: int = 50) -> tuple[GivenAnswer, ...]:
        """The last answers, newest first, those that were undone among them."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            return _counted(session, review.newest_answers(session, limit))

    def given_answer(self, viewer: Account | None, answer_id: int) -> GivenAnswer | None:
        """One answer, or None."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            row = review.get_answer(session, answer_id)
            return None if row is None else _counted(session, [row])[0]

    def aliases(self, viewer: Account | None) -> tuple[GivenAnswer, ...]:
        """The words that the next imports are placed by, the last answered first."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            newest = {(row.partner, row.text_key): row for row in review.remembered_answers(session)}
            return _counted(session, sorted(newest.values(), key=lambda row: -row.id))

    def remembered_answers(self, area: StudyArea) -> Answers:
        """What an import places words by."""
        with self.store.reading() as session:
            return Answers(_as_answered(row, area) for row in review.remembered_answers(session))

    def forget_alias(self, viewer: Account | None, answer_id: int) -> None:
        """Place no more rows by an answer, nor by an earlier one about the same words; what it has placed stays."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = review.lock_answer(session, answer_id)
            if row is None or not row.remembered:
                raise BadInput("That alias is not there any more, perhaps forgotten by somebody else.")
            for one in review.remembered_answers(session):
                if (one.partner, one.text_key) == (row.partner, row.text_key):
                    _forget(one, name_of(viewer))
            people.write_audit(session, name_of(viewer), "forgot an alias", answer=answer_id)

    def undo_answer(self, viewer: Account | None, answer_id: int, *, later_rows: bool = False) -> int:
        """Take an answer back: its rows wait again as they did, and its incidents and its alias are gone.

        Published weeks stay as they are.

        Parameters
        ----------
        later_rows
            Put back the rows of later imports too that were placed or turned away by it.

        Returns
        -------
        How many rows wait again.

        Raises
        ------
        BadInput
            When it was taken back already, with by whom.
        """
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.transaction() as session:
            given = review.lock_answer(session, answer_id)
            if given is None:
                raise BadInput("There is no such answer.")
            if given.undone_at is not None:
                raise BadInput(f"{given.undone_by} has undone this answer already. Nothing was changed.")
            by = name_of(viewer)
            _forget(given, by)
            given.undone_at, given.undone_by = datetime.now(UTC), by
            rows = [row for row in review.settled_rows(session, answer_id) if row.state == "settled"]
            chosen = [row for row in rows if row.settled_by is not None or later_rows]
            incidents = review.incidents_of_answer(session, answer_id)
            gone = [one for one in incidents if one.method != METHOD or later_rows]
            put_back = [_as_waiting(one, given, rows) for one in gone if one.method == METHOD]
            for row in chosen:
                _wait_again(row)
            reports.add_set_aside(session, put_back)
            self._take_out(session, gone, {row.import_id for row in chosen})
            people.write_audit(
                session, by, "undid an answer", answer=answer_id, rows=len(chosen) + len(put_back)
            )
        return len(chosen) + len(put_back)

    def _take_out(self, session: Session, gone: list[IncidentRow], touched: set[int]) -> None:
        """Remove incidents, and let what had repeated them count again."""
        identities = {one.identity for one in gone}
        touched |= {one.import_id for one in gone}
        review.remove_incidents(session, [one.id for one in gone])
        freed, again = review.free_repeats(session, identities)
        touched |= freed | review.wait_again(session, identities)
        session.flush()
        for import_id in sorted(freed):
            provenance.join_same_identity(session, import_id)
        touched |= self._join_anew(session, again)
        for import_id in touched:
            reports.recount_import(session, import_id)


def _as_answered(row: AnswerRow, area: StudyArea) -> Answered:
    on = row.made_at.date()
    location = None
    if row.lon is not None and row.lat is not None and row.radius_m is not None:
        x, y = area.crs.to_metres(row.lon, row.lat)
        location = chosen_location(row.label, row.lon, row.lat, float(x), float(y), row.radius_m, on)
    return Answered(row.id, row.partner, row.text_key, location, row.made_by, on)


def _counted(session: Session, rows: list[AnswerRow]) -> tuple[GivenAnswer, ...]:
    counts = review.rows_of_answers(session, [row.id for row in rows])
    return tuple(as_given(row, *counts[row.id]) for row in rows)


def _forget(row: AnswerRow, by: str) -> None:
    if row.remembered:
        row.remembered, row.forgotten_at, row.forgotten_by = False, datetime.now(UTC), by


def _wait_again(row: SetAsideRow) -> None:
    if row.settled_by is None:
        # It came in later and was turned away by the answer: it has not waited before.
        row.reason = PUT_BACK
    row.kind, row.state, row.settled_by, row.answer_id = "review", "open", None, None


def _as_waiting(incident: IncidentRow, given: AnswerRow, rows: list[SetAsideRow]) -> dict[str, Any]:
    """An incident that an alias placed, as the row for review that it would have been."""
    draft = {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name in incident.__table__.columns.keys()  # noqa: SIM118  (the columns iterate as columns)
        if name not in _NOT_IN_DRAFT
        for value in [getattr(incident, name)]
    }
    alike = next((row for row in rows if row.settled_by is not None), None)
    return {
        "import_id": incident.import_id,
        "member": incident.member,
        "kind": "review",
        "state": "open",
        "row": incident.row,
        "column": alike.column if alike else "",
        "reason": alike.reason if alike else PUT_BACK,
        "location_text": given.text,
        "alternatives": alike.alternatives if alike else [],
        "draft": draft | {"incident_id": incident.identity},
        "partner": given.partner,
        "text_key": given.text_key,
        "asks": alike.asks if alike else Asks.WHERE.value,
        "identity": incident.identity,
    }
