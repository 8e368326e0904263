"""The review queue of the fake: thirty rows of one partner in an invented borough, and the answers given to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from geodata.errors import BadInput
from geodata.online.plan import SendPlan
from planner.services.neighbourhoods import AreaTable
from planner.services.review_views import (
    Answer,
    AnswerKind,
    Asks,
    Candidate,
    GivenAnswer,
    ReviewGroup,
    ReviewPage,
    ReviewQueue,
    Scope,
)
from planner.services.views import Account

ROWS = 30
REASON = "several places have this name"
SAYING_THE_SAME = 12  # rows that the first group stands for


class FakeReview:
    """Answered from memory: what is answered waits no longer, until it is undone."""

    place_names: tuple[str, ...]
    empty: bool
    synthetic: bool
    online: bool
    asked: list[tuple[Any, ...]]
    given: dict[int, tuple[int, GivenAnswer]]

    def _waiting(self) -> list[int]:
        settled = {row for row, given in self.given.values() if given.undone_at is None}
        return [] if self.empty else [i for i in range(1, ROWS + 1) if i not in settled]

    def _text(self, review_id: int) -> str:
        return self.place_names[review_id % len(self.place_names)]

    def review_queue(
        self, viewer: Account | None, page: int = 1, per_page: int = 25, **wanted: str
    ) -> ReviewQueue:
        waiting = [i for i in self._waiting() if wanted.get("partner", "") in ("", "Council")]
        return ReviewQueue(
            groups=tuple(
                ReviewGroup(
                    i,
                    SAYING_THE_SAME if i == 1 else 1,
                    "Council",
                    self._text(i),
                    REASON,
                    Asks.WHICH,
                    "council.csv",
                    i + 1,
                    "location",
                    2,
                )
                for i in waiting[(page - 1) * per_page : page * per_page]
            ),
            total=len(waiting),
            waiting=len(self._waiting()),
            partners=(("Council", len(self._waiting())), (self.place_names[0], 1)),
            reasons=((REASON, len(self._waiting())),),
            asks=((Asks.WHICH, len(self._waiting())),),
            synthetic=self.synthetic,
        )

    def review_page(self, viewer: Account | None, review_id: int) -> ReviewPage:
        waiting = self._waiting()
        if review_id not in waiting:
            raise BadInput("ana has answered this row already: outside our area. Nothing of yours was kept.")
        after = [i for i in waiting if i > review_id]
        places = (f"{self.place_names[1]}, north", 0.02, 52.01), ("High Street, south", 0.03, 52.0)
        return ReviewPage(
            id=review_id,
            text=self._text(review_id),
            reason=REASON,
            asks=Asks.WHICH,
            column="location",
            partner="Council",
            file="council.csv",
            row=review_id + 1,
            member="",
            start=datetime(2026, 11, 20, 18, 0),
            end=None,
            time_kind="exact",
            category="asb-nuisance",
            youth_related="yes",
            candidates=tuple(
                Candidate(label, lon, lat, 200.0, "Riverside ward", True) for label, lon, lat in places
            ),
            same=SAYING_THE_SAME if review_id == 1 else 1,
            can_remember=True,
            names_nothing=review_id == 2,
            next_id=after[0] if after else None,
            synthetic=self.synthetic,
        )

    def answer_review(self, viewer: Account | None, review_id: int, answer: Answer) -> GivenAnswer:
        page = self.review_page(viewer, review_id)
        if answer.kind is AnswerKind.POSITION and not answer.position:
            raise BadInput("Put a pin on the map, or type a postcode, a grid reference or coordinates.")
        if answer.kind is AnswerKind.REJECT and not answer.reason.strip():
            raise BadInput("Say why the row is rejected, in a few words.")
        kinds = {AnswerKind.OUTSIDE: "outside", AnswerKind.REJECT: "rejected"}
        chosen = page.candidates[answer.choice] if answer.kind is AnswerKind.CANDIDATE else None
        given = GivenAnswer(
            id=len(self.given) + 1,
            kind=kinds.get(answer.kind, "placed"),
            partner=page.partner,
            text=page.text,
            label=chosen.label if chosen else answer.position,
            lon=0.02,
            lat=52.01,
            radius_m=chosen.radius_m if chosen else answer.radius_m,
            reason=answer.reason,
            made_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
            made_by="manager",
            rows=1 if answer.scope is Scope.THIS else page.same,
            later_rows=2 if review_id == 1 else 0,
            remembered=answer.scope is Scope.ALWAYS and answer.kind is not AnswerKind.REJECT,
            undone_at=None,
            undone_by=None,
        )
        self.given[given.id] = (review_id, given)
        self.asked.append(("answer_review", review_id, answer))
        return given

    def given_answer(self, viewer: Account | None, answer_id: int) -> GivenAnswer | None:
        return self.given[answer_id][1] if answer_id in self.given else None

    def recent_answers(self, viewer: Account | None) -> tuple[GivenAnswer, ...]:
        return tuple(given for _, given in reversed(self.given.values()))

    def aliases(self, viewer: Account | None) -> tuple[GivenAnswer, ...]:
        return tuple(given for given in self.recent_answers(viewer) if given.remembered)

    def undo_answer(self, viewer: Account | None, answer_id: int, *, later_rows: bool = False) -> int:
        if answer_id not in self.given:
            raise BadInput("There is no such answer.")
        row, given = self.given[answer_id]
        undone_at = datetime(2026, 11, 25, 10, 5, tzinfo=UTC)
        self.given[answer_id] = (
            row,
            replace(given, undone_at=undone_at, undone_by="manager", remembered=False),
        )
        self.asked.append(("undo_answer", answer_id, later_rows))
        return given.rows + (given.later_rows if later_rows else 0)

    def forget_alias(self, viewer: Account | None, answer_id: int) -> None:
        row, given = self.given[answer_id]
        self.given[answer_id] = row, replace(given, remembered=False)
        self.asked.append(("forget_alias", answer_id))

    def online_plan(self, viewer: Account | None) -> SendPlan | None:
        return (
            SendPlan(self.place_names[:3], 1, "nominatim.example.org", "Nominatim") if self.online else None
        )

    def start_asking_online(self, viewer: Account, digest: str) -> str:
        plan = self.online_plan(viewer)
        assert plan is not None
        if digest != plan.digest:
            raise BadInput(
                "The words that wait are others than those you agreed to send. Look at them again."
            )
        self.asked.append(("ask_online", plan.texts))
        return "task3"

    def reports_are_synthetic(self) -> bool:
        return self.synthetic

    def incidents_by_area(self, viewer: Account | None = None) -> AreaTable | None:
        if self.empty:
            return None
        rows = (("Riverside", (1204, None)), (self.place_names[0], (5, 0)))
        return AreaTable("ward", ("council", "buses"), rows)
