"""Answers to the rows that wait: a candidate, a position, outside our area, or rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.errors import BadInput
from geodata.geocode.namer import name_point
from planner.intake.answers import CONFIDENCE
from planner.intake.placing import LEAST_RADIUS_M, MARGIN_M
from planner.intake.screening import screen
from planner.services.base import allow, name_of
from planner.services.provenance import ProvenanceUseCases
from planner.services.review import ReviewUseCases, as_given, moment, still_waiting
from planner.services.review_views import Answer, AnswerKind, GivenAnswer, Scope
from planner.services.views import Account, Role
from planner.store import people, reports, review
from planner.store.report_tables import AnswerRow, SetAsideRow

CHOSEN = "chosen by a person"
WIDEST_M = 2000.0
LONGEST_REASON = 200
# Read as written out: the position itself, not a name that a position was found for.
WRITTEN_OUT = frozenset({"lat/lon", "easting/northing", "grid reference"})
# A pin is as wide as the person says; whatever else was read is at least as wide as it is.
PINNED = frozenset({"lat/lon", "easting/northing"})

OUTSIDE = "{place} is outside {area}. Choose another place, or say that it was outside our area."


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a person says that rows were."""

    label: str
    lon: float
    lat: float
    radius_m: float


class AnswerUseCases(ReviewUseCases, ProvenanceUseCases):
    """Settle rows that wait."""

    def answer_review(self, viewer: Account | None, review_id: int, answer: Answer) -> GivenAnswer:
        """Settle a row, and those that say the same where the answer is for them too.

        A row that is placed becomes an incident, or a duplicate where its report has come in meanwhile.

        Raises
        ------
        BadInput
            When the answer does not make sense, with what to do; or when somebody was quicker. Nothing is kept then.
        """
        allow(viewer, Role.MANAGER, Role.ANALYST)
        with self.store.reading() as session:
            row = still_waiting(session, reports.get_set_aside(session, review_id))
        spot = self._spot(row, answer)
        reason = _reason(answer.reason) if answer.kind is AnswerKind.REJECT else ""
        with self.store.transaction() as session:
            row = still_waiting(session, review.lock_row(session, review_id))
            rows = [row] if answer.scope is Scope.THIS else review.saying_the_same(session, row)
            given = self._keep_answer(session, row, answer, spot, reason, name_of(viewer))
            touched = {one.import_id for one in rows}
            if spot is None:
                _reject(rows, given)
            else:
                placed = self._place(session, rows, spot, given)
                session.flush()
                touched |= self._join_anew(session, placed)
            session.flush()
            for import_id in touched:
                reports.recount_import(session, import_id)
            people.write_audit(
                session, name_of(viewer), "answered rows", answer=given.id, kind=given.kind, rows=len(rows)
            )
            return as_given(given, len(rows), 0)

    def _spot(self, row: SetAsideRow, answer: Answer) -> _Spot | None:
        """Where the answer puts the rows; None where it puts them nowhere."""
        if answer.kind in (AnswerKind.OUTSIDE, AnswerKind.REJECT):
            return None
        if row.draft is None:
            raise BadInput("More than the place of this row could not be read. Reject it, with the reason.")
        spot = (
            _candidate(row, answer.choice) if answer.kind is AnswerKind.CANDIDATE else self._position(answer)
        )
        area = self.need_area()
        if not area.contains(spot.lon, spot.lat, margin_m=MARGIN_M):
            raise BadInput(OUTSIDE.format(place=spot.label, area=area.name))
        return spot

    def _position(self, answer: Answer) -> _Spot:
        """The point of a pin, or of a postcode, grid reference or the like that was typed."""
        if not LEAST_RADIUS_M <= answer.radius_m <= WIDEST_M:
            raise BadInput(f"The radius is between {LEAST_RADIUS_M:.0f} and {WIDEST_M:.0f} metres.")
        text = " ".join(answer.position.split())[:100]
        if not text:
            raise BadInput("Put a pin on the map, or type a postcode, a grid reference or coordinates.")
        found = self.geocoder().geocode(text)
        if found.lon is None or found.lat is None or found.radius_m is None:
            if found.reason.startswith("outside our area"):
                raise BadInput(OUTSIDE.format(place=text, area=self.need_area().name))
            raise BadInput(
                f"{text!r} is no position in our area: {found.reason}. Type a postcode, a grid reference like"
                " TQ 328 657, or coordinates like 51.3742, -0.0936."
            )
        radius_m = max(answer.radius_m, 0.0 if found.method in PINNED else found.radius_m)
        label = found.matched
        if found.method in WRITTEN_OUT:
            label = name_point(self.gazetteer(), found.lon, found.lat)
            # So coarse a name is no place a row is at.
            label = f"a point in {label}" if label.startswith("postcode sector") else label
        return _Spot(label, found.lon, found.lat, radius_m)

    def _keep_answer(
        self,
        session: Session,
        row: SetAsideRow,
        answer: Answer,
        spot: _Spot | None,
        reason: str,
        by: str,
    ) -> AnswerRow:
        rejected = answer.kind is AnswerKind.REJECT
        # The words were screened as they came in; the net may have become finer since.
        text, found = screen(row.location_text)
        remembered = bool(row.text_key) and not rejected and not found and answer.scope is Scope.ALWAYS
        return review.add_answer(
            session,
            AnswerRow(
                made_at=datetime.now(UTC),
                made_by=by,
                kind="rejected" if rejected else "outside" if spot is None else "placed",
                partner=row.partner,
                text_key="" if found else row.text_key,
                text=text,
                label=spot.label if spot else "",
                lon=spot.lon if spot else None,
                lat=spot.lat if spot else None,
                radius_m=spot.radius_m if spot else None,
                reason=reason,
                remembered=remembered,
                synthetic=review.file_of(session, row).synthetic,
            ),
        )

    def _place(
        self, session: Session, rows: list[SetAsideRow], spot: _Spot, given: AnswerRow
    ) -> frozenset[str]:
        """Make incidents of rows at one place; their identities."""
        x, y = self.need_area().crs.to_metres(spot.lon, spot.lat)
        place = self.area_columns([spot.lon], [spot.lat])[0] | {
            "lon": spot.lon,
            "lat": spot.lat,
            "x": float(x),
            "y": float(y),
            "radius_m": spot.radius_m,
            "confidence": CONFIDENCE,
            "method": CHOSEN,
            "place_text": spot.label,
            "answer_id": given.id,
        }
        identities = {str(row.draft["incident_id"]) for row in rows if row.draft}
        known = set(review.known_identities(session, identities))
        incidents = []
        for row in rows:
            incident = revive(row.draft or {}) | {"import_id": row.import_id, "row": row.row} | place
            if incident["identity"] in known:
                # Its report has come in meanwhile, or another of these rows is the same report.
                _settle(row, "duplicate", given)
                row.identity = incident["identity"]
                continue
            known.add(incident["identity"])
            incidents.append(incident)
            _settle(row, "placed", given)
        reports.add_incidents(session, incidents)
        return frozenset(incident["identity"] for incident in incidents)


def revive(draft: dict[str, Any]) -> dict[str, Any]:
    """A draft as JSON keeps it, under the store's names and with its times as times again."""
    times = {key: moment(draft[key]) for key in ("start", "end", "reported")}
    rest = {key: value for key, value in draft.items() if key != "incident_id"}
    # A row that has waited since before references were kept has none.
    return {"quotes": None} | rest | times | {"identity": draft["incident_id"], "duplicate_of": None}


def _candidate(row: SetAsideRow, choice: int) -> _Spot:
    if not 0 <= choice < len(row.alternatives):
        raise BadInput("Choose one of the places shown, or put a pin where it was.")
    label, lon, lat, radius_m = row.alternatives[choice]
    return _Spot(str(label), float(lon), float(lat), float(radius_m))


def _reason(text: str) -> str:
    reason = screen(" ".join(text.split())[:LONGEST_REASON])[0]
    if not reason:
        raise BadInput("Say why the row is rejected, in a few words.")
    return reason


def _reject(rows: list[SetAsideRow], given: AnswerRow) -> None:
    for row in rows:
        _settle(row, "rejected", given)


def _settle(row: SetAsideRow, kind: str, given: AnswerRow) -> None:
    row.kind, row.state, row.settled_by, row.answer_id = kind, "settled", given.made_by, given.id
