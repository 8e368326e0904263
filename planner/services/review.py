"""Rows that wait for a person, shown with the places that they may mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from geodata.errors import BadInput
from planner.intake.placing import MARGIN_M
from planner.services.base import allow
from planner.services.neighbourhoods import NeighbourhoodUseCases
from planner.services.review_views import (
    Asks,
    Candidate,
    GivenAnswer,
    ReviewGroup,
    ReviewPage,
    ReviewQueue,
)
from planner.services.views import Account, Role
from planner.store import reports, review
from planner.store.report_tables import AnswerRow, SetAsideRow
from planner.store.review import QueueFilter

# What the geocoder says of "near the shops": the same words may mean another place another time.
NAMES_NOTHING = "this names no particular place"


class ReviewUseCases(NeighbourhoodUseCases):
    """Show the queue, and each row of it."""

    def review_queue(
        self,
        viewer: Account | None,
        page: int = 1,
        per_page: int = 25,
        *,
        partner: str = "",
        asks: str = "",
        reason: str = "",
    ) -> ReviewQueue:
        """One page of what waits, rows that say the same together, those that most rows say first."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        wanted = QueueFilter(partner, asks, reason)
        with self.store.reading() as session:
            groups, total = review.waiting_groups(session, wanted, (max(page, 1) - 1) * per_page, per_page)
            files = {row.import_id: review.file_of(session, row) for row, _ in groups}
            return ReviewQueue(
                groups=tuple(_group(row, rows, files[row.import_id].file) for row, rows in groups),
                total=total,
                waiting=review.count_waiting(session),
                partners=tuple(review.counted(session, SetAsideRow.partner)),
                reasons=tuple(review.counted(session, SetAsideRow.reason)),
                asks=tuple((Asks(a), n) for a, n in review.counted(session, SetAsideRow.asks)),
                synthetic=any(file.synthetic for file in files.values()),
            )

    def reports_are_synthetic(self) -> bool:
        """Whether any report in the store is the sample's."""
        with self.store.reading() as session:
            return reports.any_synthetic(session)

    def review_page(self, viewer: Account | None, review_id: int) -> ReviewPage:
        """One row that waits, with the places that its words may mean.

        Raises
        ------
        BadInput
            When there is no such row, or somebody has answered it, with who and what.
        """
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        with self.store.reading() as session:
            row = still_waiting(session, reports.get_set_aside(session, review_id))
            file = review.file_of(session, row)
            same = review.count_saying_the_same(session, row)
            next_id = review.group_after(session, row, same)
        draft = row.draft or {}
        return ReviewPage(
            id=row.id,
            text=row.location_text,
            reason=row.reason,
            asks=Asks(row.asks),
            column=row.column,
            partner=row.partner,
            file=file.file,
            row=row.row,
            member=row.member,
            start=moment(draft.get("start")),
            end=moment(draft.get("end")),
            time_kind=str(draft.get("time_kind", "")),
            category=str(draft.get("category", "")),
            youth_related=str(draft.get("youth_related", "")),
            candidates=self._candidates(row),
            same=same,
            can_remember=bool(row.text_key),
            names_nothing=row.reason.startswith(NAMES_NOTHING),
            next_id=next_id,
            synthetic=file.synthetic,
        )

    def _candidates(self, row: SetAsideRow) -> tuple[Candidate, ...]:
        if not row.alternatives:
            return ()
        area = self.need_area()
        lons, lats = [one[1] for one in row.alternatives], [one[2] for one in row.alternatives]
        inside = area.contains(lons, lats, margin_m=MARGIN_M)
        around = self.areas().of_points(lons, lats)
        return tuple(
            Candidate(str(label), lon, lat, radius_m, around[i].words, bool(inside[i]))
            for i, (label, lon, lat, radius_m) in enumerate(row.alternatives)
        )


def as_given(row: AnswerRow, rows: int, later_rows: int) -> GivenAnswer:
    """An answer as the pages show it."""
    return GivenAnswer(
        id=row.id,
        kind=row.kind,
        partner=row.partner,
        text=row.text,
        label=row.label,
        lon=row.lon,
        lat=row.lat,
        radius_m=row.radius_m,
        reason=row.reason,
        made_at=row.made_at,
        made_by=row.made_by,
        rows=rows,
        later_rows=later_rows,
        remembered=row.remembered,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def still_waiting(session: Session, row: SetAsideRow | None) -> SetAsideRow:
    """The row if it still waits; else BadInput says who was quicker, and with what."""
    if row is None:
        raise BadInput("There is no such row in the queue. The file it came with may have been taken out.")
    if row.kind == "review" and row.state == "open":
        return row
    given = review.get_answer(session, row.answer_id) if row.answer_id else None
    if given is None:
        raise BadInput("This row has been settled already. Nothing was changed; go on with another.")
    what = {"placed": f"placed at {given.label}", "outside": "outside our area", "rejected": "rejected"}
    raise BadInput(
        f"{given.made_by} has answered this row already: {what[given.kind]}. Nothing of yours was kept. That answer can"
        " be undone under recently decided."
    )


def moment(text: Any) -> datetime | None:
    """A time as JSON keeps it, or None."""
    return datetime.fromisoformat(text) if text else None


def _group(row: SetAsideRow, rows: int, file: str) -> ReviewGroup:
    return ReviewGroup(
        row.id,
        rows,
        row.partner,
        row.location_text,
        row.reason,
        Asks(row.asks),
        file,
        row.row,
        row.column,
        len(row.alternatives),
    )
