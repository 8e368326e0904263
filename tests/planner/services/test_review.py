"""The review queue through the use cases: answered once for all that say the same, remembered, and taken back."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake import Intake
from planner.services import Denied, Outreach
from planner.services.review_views import Answer, AnswerKind, Asks, GivenAnswer, Scope
from planner.services.views import Account, ImportSummary, Role
from planner.store import reports
from planner.store.database import FILE_NAME
from tests.end_to_end.borough import TODAY

HEADINGS = "Ref,When,Where,Kind,Notes\n"
GREEN = (-0.1936, 51.3714)
ANA = Account(11, "ana", Role.MANAGER)
BEN = Account(12, "ben", Role.ANALYST)


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def bring(outreach: Outreach, folder: Path, *places: str, name: str = "more", first: int = 1) -> Intake:
    """A file of one report each at some places, an hour apart."""
    path = folder / f"{name}.csv"
    rows = [
        f'{name}{n},{1 + n % 20}/11/2026 18:{n:02d},"{place}",Young people gathering,SECRET NOTE'
        for n, place in enumerate(places, start=first)
    ]
    path.write_text(HEADINGS + "".join(row + "\n" for row in rows), encoding="utf-8")
    return outreach.import_file(path, "housing")


def pin(scope: Scope = Scope.ALWAYS, radius_m: float = 50.0) -> Answer:
    lon, lat = GREEN
    return Answer(AnswerKind.POSITION, scope, position=f"{lat}, {lon}", radius_m=radius_m)


def first_id(outreach: Outreach, text: str = "") -> int:
    groups = outreach.review_queue(None).groups
    return next(group.id for group in groups if text in group.text)


def newest(outreach: Outreach) -> ImportSummary:
    return outreach.imports()[0]


def counts(outreach: Outreach) -> tuple[int, int, int, int, int]:
    """Rows, incidents, duplicates, to review, rejected of the newest import; they always add up."""
    done = newest(outreach)
    assert done.rows == done.incidents + done.duplicates + done.review + done.rejected
    return done.rows, done.incidents, done.duplicates, done.review, done.rejected


def placed(outreach: Outreach) -> list[tuple[str, str, float, str]]:
    """Method, place, radius and sector of the newest import's incidents."""
    with sqlite3.connect(outreach.data_dir / FILE_NAME) as connection:
        return connection.execute(
            "select method, place_text, radius_m, sector from incident where import_id = ? order by row",
            (newest(outreach).id,),
        ).fetchall()


def state_of(outreach: Outreach) -> list[str]:
    """Everything the store holds of reports, but for the numbers of rows that were made again."""
    with sqlite3.connect(outreach.data_dir / FILE_NAME) as connection:
        return [
            repr(row)
            for table in ("import", "incident", "set_aside")
            for row in connection.execute(f'select * from "{table}" order by id')
        ]


def test_rows_of_a_partner_that_say_the_same_stand_together_whatever_their_case(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "The old kiosk", "the  OLD kiosk", "The Old Kiosk", "behind the garages")
    queue = outreach.review_queue(None)
    assert [(group.rows, group.text) for group in queue.groups] == [
        (3, "The old kiosk"),
        (1, "behind the garages"),
    ]
    assert (queue.total, queue.waiting) == (2, 4)
    assert queue.partners == (("Housing", 4),)
    assert [group.rows for group in outreach.review_queue(None, partner="Nobody").groups] == []
    assert len(outreach.review_queue(None, page=2, per_page=1).groups) == 1


def test_one_answer_places_every_row_that_says_the_same(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk", "behind the garages")
    given = outreach.answer_review(ANA, first_id(outreach, "kiosk"), pin())
    assert (given.rows, given.remembered, given.kind) == (2, True, "placed")
    assert counts(outreach) == (3, 2, 0, 1, 0)
    for method, place, radius_m, sector in placed(outreach):
        assert method == "chosen by a person"
        assert place == given.label
        assert radius_m == 50
        assert sector.startswith("SM")


def test_an_answer_for_one_row_leaves_the_others_and_is_not_remembered(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk")
    outreach.answer_review(ANA, first_id(outreach), pin(Scope.THIS))
    assert counts(outreach) == (2, 1, 0, 1, 0)
    bring(outreach, tmp_path, "the old kiosk", name="next")
    assert counts(outreach) == (1, 0, 0, 1, 0)


def test_an_answer_for_what_waits_now_is_not_for_the_next_import(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk")
    outreach.answer_review(ANA, first_id(outreach), pin(Scope.WAITING))
    assert counts(outreach) == (2, 2, 0, 0, 0)
    bring(outreach, tmp_path, "the old kiosk", name="next")
    assert counts(outreach) == (1, 0, 0, 1, 0)


def test_the_next_import_places_the_same_words_of_the_same_partner(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), pin())
    bring(outreach, tmp_path, "The Old Kiosk", "the older kiosk", name="next")
    assert counts(outreach) == (2, 1, 0, 1, 0)
    ((method, place, radius_m, sector),) = placed(outreach)
    assert (method, radius_m) == ("alias", 50.0)
    assert place.startswith(f"{given.label}, as chosen on ")
    assert sector.startswith("SM")
    (alias,) = outreach.aliases(ANA)
    assert (alias.text, alias.made_by, alias.rows, alias.later_rows) == ("the old kiosk", "ana", 1, 1)


def test_words_of_another_partner_are_not_placed_by_it(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    outreach.answer_review(ANA, first_id(outreach), pin())
    outreach.save_profile("buses", outreach.profile_text("housing").replace('"Housing"', '"Buses"'))
    path = tmp_path / "buses.csv"
    path.write_text(
        HEADINGS + "B1,20/11/2026 18:00,the old kiosk,Young people gathering,\n", encoding="utf-8"
    )
    assert len(outreach.import_file(path, "buses").review) == 1


def test_outside_our_area_is_rejected_now_and_at_the_next_import(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), Answer(AnswerKind.OUTSIDE, Scope.ALWAYS))
    assert (given.kind, given.rows) == ("outside", 2)
    assert counts(outreach) == (2, 0, 0, 0, 2)
    done = bring(outreach, tmp_path, "the OLD kiosk", "SM1 1AA", name="next")
    assert counts(outreach) == (2, 1, 0, 0, 1)
    assert [row.reason for row in done.rejected] == ["outside our area (said by ana)"]


@pytest.mark.parametrize(
    ("position", "label", "least_m"),
    [
        ("SM1 1AA", "SM1 1AA", 100),
        ("TQ 258 645", "", 70),
        ("525800 164500", "", 25),
        ("51.3660, -0.1936", "", 25),
        ("e 525800 n 164500", "", 25),
    ],
)
def test_a_position_is_typed_as_postcode_grid_reference_or_coordinates(
    outreach: Outreach, tmp_path: Path, position: str, label: str, least_m: float
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    answer = Answer(AnswerKind.POSITION, Scope.THIS, position=position, radius_m=25)
    given = outreach.answer_review(ANA, first_id(outreach), answer)
    assert given.label == label or not label
    assert given.radius_m is not None
    assert given.radius_m >= least_m
    assert counts(outreach) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(AnswerKind.POSITION, Scope.ALWAYS), "Put a pin on the map"),
        (Answer(AnswerKind.POSITION, Scope.ALWAYS, position="zzzzz"), "Type a postcode"),
        (Answer(AnswerKind.POSITION, Scope.ALWAYS, position="50.2, 0.5"), "is outside|Type a postcode"),
        (Answer(AnswerKind.POSITION, Scope.ALWAYS, position="50.21, 0.51"), "say that it was outside"),
        (Answer(AnswerKind.POSITION, Scope.ALWAYS, position="51.366, -0.19", radius_m=1e9), "between 10"),
        (Answer(AnswerKind.POSITION, Scope.ALWAYS, position="51.366, -0.19", radius_m=float("nan")), "betw"),
        (Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=7), "Choose one of the places"),
        (Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=-1), "Choose one of the places"),
        (Answer(AnswerKind.REJECT, Scope.ALWAYS, reason="  "), "Say why"),
    ],
)
def test_an_answer_that_makes_no_sense_changes_nothing_and_says_what_to_do(
    outreach: Outreach, tmp_path: Path, answer: Answer, words: str
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    before = state_of(outreach)
    with pytest.raises(BadInput, match=words):
        outreach.answer_review(ANA, first_id(outreach), answer)
    assert state_of(outreach) == before
    assert outreach.recent_answers(ANA) == ()


def test_a_candidate_is_taken_as_it_was_offered(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    review_id = offer(outreach, first_id(outreach))
    (candidate,) = outreach.review_page(ANA, review_id).candidates
    assert (candidate.label, candidate.inside) == ("Sutton Green", True)
    assert candidate.area.startswith("postcode sector SM")
    given = outreach.answer_review(ANA, review_id, Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=0))
    assert (given.label, given.lon, given.lat, given.radius_m) == ("Sutton Green", *GREEN, 80.0)


def offer(outreach: Outreach, review_id: int) -> int:
    """Let a row have one place to choose."""
    with outreach.store.transaction() as session:
        row = reports.get_set_aside(session, review_id)
        assert row is not None
        row.alternatives, row.asks = [["Sutton Green", *GREEN, 80.0]], Asks.WHICH.value
    return review_id


@pytest.mark.parametrize(
    "answer",
    [
        pin(),
        Answer(AnswerKind.CANDIDATE, Scope.ALWAYS, choice=0),
        Answer(AnswerKind.OUTSIDE, Scope.ALWAYS),
        Answer(AnswerKind.REJECT, Scope.WAITING, reason="nobody knows"),
    ],
    ids=lambda answer: str(answer.kind),
)
def test_undoing_restores_the_queue_exactly(outreach: Outreach, tmp_path: Path, answer: Answer) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk", "behind the garages", "SM1 1AA")
    review_id = offer(outreach, first_id(outreach, "kiosk"))
    before = state_of(outreach)
    given = outreach.answer_review(ANA, review_id, answer)
    assert state_of(outreach) != before
    assert outreach.undo_answer(BEN, given.id) == 2
    assert state_of(outreach) == before
    assert outreach.aliases(ANA) == ()
    (seen,) = outreach.recent_answers(ANA)
    assert seen.undone_by == "ben"
    with pytest.raises(BadInput, match="ben has undone this answer already"):
        outreach.undo_answer(ANA, given.id)


def test_an_undone_answer_places_nothing_at_the_next_import(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), pin())
    outreach.undo_answer(ANA, given.id)
    bring(outreach, tmp_path, "the old kiosk", name="next")
    assert counts(outreach) == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("answer", "heaps"),
    [(pin(), (1, 1, 0, 0, 0)), (Answer(AnswerKind.OUTSIDE, Scope.ALWAYS), (1, 0, 0, 0, 1))],
    ids=["placed", "outside"],
)
def test_rows_of_later_imports_stay_unless_they_are_asked_back(
    outreach: Outreach, tmp_path: Path, answer: Answer, heaps: tuple[int, ...]
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), answer)
    bring(outreach, tmp_path, "the old kiosk", name="next")
    outreach.forget_alias(ANA, given.id)
    assert counts(outreach) == heaps
    assert outreach.undo_answer(ANA, given.id, later_rows=True) == 2
    assert counts(outreach) == (1, 0, 0, 1, 0)
    (group,) = outreach.review_queue(None).groups
    assert (group.rows, group.text) == (2, "the old kiosk")
    # What was put back can be answered like any other row.
    outreach.answer_review(ANA, group.id, pin())
    assert counts(outreach) == (1, 1, 0, 0, 0)


def test_a_forgotten_alias_keeps_what_it_placed_and_places_no_more(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), pin())
    outreach.forget_alias(ANA, given.id)
    assert counts(outreach) == (1, 1, 0, 0, 0)
    assert outreach.aliases(ANA) == ()
    bring(outreach, tmp_path, "the old kiosk", name="next")
    assert counts(outreach) == (1, 0, 0, 1, 0)
    with pytest.raises(BadInput, match="not there any more"):
        outreach.forget_alias(ANA, given.id)


def test_the_second_of_two_people_is_told_who_was_quicker(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    review_id = first_id(outreach)
    outreach.answer_review(ANA, review_id, pin())
    before = state_of(outreach)
    with pytest.raises(BadInput, match="ana has answered this row already: placed at"):
        outreach.answer_review(BEN, review_id, Answer(AnswerKind.OUTSIDE, Scope.ALWAYS))
    with pytest.raises(BadInput, match="Nothing of yours was kept"):
        outreach.review_page(BEN, review_id)
    assert state_of(outreach) == before


def test_of_many_at_once_one_answer_counts(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk", "the old kiosk")
    review_id = first_id(outreach)
    given: list[GivenAnswer] = []
    refused: list[str] = []

    def answer() -> None:
        try:
            given.append(outreach.answer_review(ANA, review_id, pin()))
        except BadInput as error:
            refused.append(str(error))

    threads = [threading.Thread(target=answer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(given), len(refused)) == (1, 5)
    assert counts(outreach) == (2, 2, 0, 0, 0)


def test_the_same_report_twice_in_the_queue_becomes_one_incident(outreach: Outreach, tmp_path: Path) -> None:
    bring(outreach, tmp_path, "the old kiosk", name="one")
    path = tmp_path / "again.csv"
    text = (tmp_path / "one.csv").read_text("utf-8")
    path.write_text(text.replace("SECRET NOTE", "SECRET NOTE 2"), encoding="utf-8")
    outreach.import_file(path, "housing")
    waiting = outreach.review_queue(None).waiting
    given = outreach.answer_review(ANA, first_id(outreach), pin())
    totals = [(one.incidents, one.duplicates, one.review) for one in outreach.imports()[:2]]
    assert sorted(totals) == [(0, 1, 0), (1, 0, 0)]
    outreach.undo_answer(ANA, given.id)
    assert outreach.review_queue(None).waiting == waiting


def test_words_that_name_nothing_say_so_and_reasons_keep_no_details_of_people(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "near the shops")
    review_id = first_id(outreach)
    assert outreach.review_page(ANA, review_id).names_nothing
    reason = "ring Mrs Smith on 020 8726 6000"
    given = outreach.answer_review(ANA, review_id, Answer(AnswerKind.REJECT, Scope.THIS, reason=reason))
    assert given.reason == "ring [removed] on [removed]"


def test_neither_words_with_a_telephone_number_nor_notes_are_remembered(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring(outreach, tmp_path, "the old kiosk ring 020 8726 6000")
    outreach.answer_review(ANA, first_id(outreach), pin())
    outreach.store.engine.dispose()
    kept = "".join(state_of(outreach)) + repr(outreach.recent_answers(ANA))
    assert "8726" not in kept
    assert "SECRET" not in kept


def test_rows_whose_time_cannot_be_read_can_only_be_rejected(outreach: Outreach, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(HEADINGS + "X1,soon,the old kiosk,Young people gathering,\n", encoding="utf-8")
    outreach.import_file(path, "housing")
    review_id = first_id(outreach)
    assert outreach.review_page(ANA, review_id).asks is Asks.OTHER
    with pytest.raises(BadInput, match="More than the place"):
        outreach.answer_review(ANA, review_id, pin())
    outreach.answer_review(ANA, review_id, Answer(AnswerKind.REJECT, Scope.THIS, reason="no time"))
    assert counts(outreach) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize("role", [Role.PARTNER, Role.WORKER])
def test_partners_and_workers_neither_see_nor_answer(outreach: Outreach, tmp_path: Path, role: Role) -> None:
    bring(outreach, tmp_path, "the old kiosk")
    review_id, viewer = first_id(outreach), Account(13, "x", role)
    for forbidden in (
        lambda: outreach.review_queue(viewer),
        lambda: outreach.review_page(viewer, review_id),
        lambda: outreach.answer_review(viewer, review_id, pin()),
        lambda: outreach.undo_answer(viewer, 1),
        lambda: outreach.recent_answers(viewer),
        lambda: outreach.aliases(viewer),
        lambda: outreach.forget_alias(viewer, 1),
        lambda: outreach.incidents_by_area(viewer),
    ):
        with pytest.raises(Denied):
            forbidden()


def test_a_published_week_does_not_change_when_an_answer_is_undone(
    outreach: Outreach, tmp_path: Path
) -> None:
    from models.week import Week
    from tests.end_to_end.borough import WEEK

    bring(outreach, tmp_path, "the old kiosk")
    given = outreach.answer_review(ANA, first_id(outreach), pin())
    outreach.publish(None, Week.parse(WEEK), "A. Mensah")
    before = outreach.week_plan(Week.parse(WEEK))
    outreach.undo_answer(ANA, given.id)
    assert outreach.week_plan(Week.parse(WEEK)) == before
