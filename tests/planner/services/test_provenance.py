"""Every import knows why it is here and until when, and goes again whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select

from geodata.errors import BadInput
from planner.services import Denied, Outreach
from planner.services.provenance import Agreement
from planner.services.views import Account, Role
from planner.store.report_tables import ImportRow, IncidentRow, SetAsideRow
from tests.end_to_end.borough import TODAY

HEADINGS = "Ref,When,Where,Kind,Notes\n"
REPORT = "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,"
OTHER = "X2,20/11/2026 19:00,SM2 6AA,Young people gathering,"
UNPLACED = "X3,20/11/2026 20:00,somewhere over the rainbow,Young people gathering,"
AGREEMENT = Agreement("housing", "Planning youth outreach", "Housing sharing agreement 2026", "Data lead", 90)


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def bring_in(outreach: Outreach, folder: Path, name: str, *rows: str, **how: Any) -> Any:
    path = folder / name
    path.write_text(HEADINGS + "".join(row + "\n" for row in rows), encoding="utf-8")
    return outreach.import_file(path, "housing", **how)


def newest_id(outreach: Outreach) -> int:
    return outreach.imports()[0].id


def state(outreach: Outreach) -> tuple[pd.DataFrame, list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All that the store says of reports, but for the imports that ended."""
    with outreach.store.reading() as session:
        incidents = session.execute(select(IncidentRow.__table__).order_by(IncidentRow.id)).all()
        waiting = session.execute(select(SetAsideRow.__table__).order_by(SetAsideRow.id)).all()
        imports = session.execute(
            select(ImportRow.__table__).where(ImportRow.ended_how.is_(None)).order_by(ImportRow.id)
        ).all()
    return pd.DataFrame(incidents), [tuple(row) for row in waiting], [tuple(row) for row in imports]


def assert_same_state(first: Any, second: Any) -> None:
    pd.testing.assert_frame_equal(first[0], second[0])
    assert first[1:] == second[1:]


def test_an_import_keeps_the_agreement_of_its_day(outreach: Outreach, tmp_path: Path) -> None:
    outreach.save_agreement(None, AGREEMENT)
    bring_in(outreach, tmp_path, "first.csv", REPORT)
    outreach.save_agreement(None, Agreement("housing", "Something else", "Another", "Nobody", None))
    with outreach.store.reading() as session:
        row = session.get(ImportRow, newest_id(outreach))
        assert row is not None
    assert (row.purpose, row.agreement, row.owner) == (
        "Planning youth outreach",
        "Housing sharing agreement 2026",
        "Data lead",
    )
    assert row.delete_by == TODAY + timedelta(days=90)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"purpose": " "}, "used for"),
        ({"agreement": ""}, "name of the sharing agreement"),
        ({"owner": ""}, "who at the partner"),
        ({"keep_days": 0}, "1 day to 10 years"),
        ({"purpose": "x" * 300}, "at most 200"),
    ],
    ids=["no purpose", "no agreement", "no owner", "no days", "too long"],
)
def test_an_agreement_with_a_gap_is_refused(outreach: Outreach, change: dict[str, Any], says: str) -> None:
    fields = {name: getattr(AGREEMENT, name) for name in Agreement.__dataclass_fields__}
    with pytest.raises(BadInput, match=says):
        outreach.save_agreement(None, Agreement(**(fields | change)))


def test_an_import_undone_leaves_the_store_as_it_was(outreach: Outreach, tmp_path: Path) -> None:
    before = state(outreach)
    bring_in(outreach, tmp_path, "first.csv", REPORT, OTHER, UNPLACED)
    outreach.undo_import(None, newest_id(outreach))
    assert_same_state(state(outreach), before)
    assert [kept.file for kept in outreach.imports()].count("first.csv") == 1  # the line that says so stays


def test_a_file_that_was_undone_can_be_brought_in_again(outreach: Outreach, tmp_path: Path) -> None:
    bring_in(outreach, tmp_path, "first.csv", REPORT)
    outreach.undo_import(None, newest_id(outreach))
    again = bring_in(outreach, tmp_path, "first.csv", REPORT)
    assert (again.rows, len(again.incidents)) == (1, 1)


def test_what_repeats_an_undone_import_counts_and_waits_again(outreach: Outreach, tmp_path: Path) -> None:
    bring_in(outreach, tmp_path, "first.csv", REPORT, OTHER)
    first = newest_id(outreach)
    elsewhere = REPORT.replace("SM1 1AA", "a place nobody knows")
    later = bring_in(outreach, tmp_path, "second.csv", elsewhere, OTHER, UNPLACED)
    assert (len(later.incidents), len(later.duplicates), len(later.review)) == (0, 2, 1)
    outreach.undo_import(None, first)
    second = next(kept for kept in outreach.imports() if kept.file == "second.csv")
    assert (second.rows, second.incidents, second.duplicates, second.review) == (3, 1, 0, 2)


def test_a_dry_run_says_the_sums_of_the_real_import_and_changes_nothing(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring_in(outreach, tmp_path, "first.csv", REPORT)
    before = state(outreach)
    tried = bring_in(outreach, tmp_path, "second.csv", REPORT, OTHER, dry_run=True)
    assert_same_state(state(outreach), before)
    real = bring_in(outreach, tmp_path, "second.csv", REPORT, OTHER)
    assert (
        (len(tried.incidents), len(tried.duplicates)) == (len(real.incidents), len(real.duplicates)) == (1, 1)
    )


def test_the_steps_of_an_import_add_up_from_its_rows_to_its_incidents(
    outreach: Outreach, tmp_path: Path
) -> None:
    bring_in(outreach, tmp_path, "first.csv", REPORT, UNPLACED)
    bring_in(outreach, tmp_path, "second.csv", REPORT, OTHER, UNPLACED)
    kept = outreach.imports()[0]
    assert (kept.steps[0].rows_in, kept.steps[-1].rows_out) == (3, kept.incidents)
    for step, later in pairwise(kept.steps):
        assert step.rows_out == later.rows_in
    for step in kept.steps:
        assert step.rows_in == step.rows_out + step.duplicates + step.review + step.rejected
    for heap in ("duplicates", "review", "rejected"):
        assert sum(getattr(step, heap) for step in kept.steps) == getattr(kept, heap)


def test_an_import_is_undone_once(outreach: Outreach, tmp_path: Path) -> None:
    bring_in(outreach, tmp_path, "first.csv", REPORT)
    outreach.undo_import(None, newest_id(outreach))
    with pytest.raises(BadInput, match="not there any more"):
        outreach.undo_import(None, newest_id(outreach))


def test_a_worker_may_not_undo_an_import(outreach: Outreach) -> None:
    worker = Account(9, "wil", Role.WORKER, "W1", None)
    with pytest.raises(Denied):
        outreach.undo_import(worker, 1)


def test_purging_deletes_what_has_been_kept_long_enough(outreach: Outreach, tmp_path: Path) -> None:
    before = state(outreach)
    outreach.save_agreement(None, AGREEMENT)
    bring_in(outreach, tmp_path, "first.csv", REPORT)
    assert outreach.purge() == ()
    later = Outreach.open(outreach.data_dir, today=TODAY + timedelta(days=91))
    assert later.purge(dry_run=True) == later.purge()
    assert_same_state(state(outreach), before)
    assert later.purge() == ()
    later.store.close()


MONTHLY = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)


def monthly_file(folder: Path, name: str, rows: int, month: str = "2026-09", first: int = 0) -> Path:
    path = folder / name
    lines = [
        f",{month},Metropolitan Police Service,Metropolitan Police Service,{-0.19 - 0.001 * (n % 5)},"
        f"{51.36 + 0.0005 * n},On or near Road {n},,,Anti-social behaviour,,\n"
        for n in range(first, first + rows)
    ]
    path.write_text(MONTHLY + "".join(lines), encoding="utf-8")
    return path


def test_a_month_published_again_replaces_its_earlier_version_until_it_is_undone(
    outreach: Outreach, tmp_path: Path
) -> None:
    outreach.import_file(monthly_file(tmp_path, "2026-09-metropolitan-street.csv", 10))
    before = state(outreach)
    outreach.import_file(monthly_file(tmp_path, "2026-09-metropolitan-street-revised.csv", 12))
    revised, earlier = outreach.imports()[:2]
    assert (revised.rows, revised.incidents, revised.duplicates) == (12, 12, 0)
    assert (earlier.rows, earlier.incidents, earlier.duplicates) == (10, 0, 10)
    outreach.undo_import(None, revised.id)
    assert_same_state(state(outreach), before)


def test_an_undone_version_in_the_middle_brings_nothing_back(outreach: Outreach, tmp_path: Path) -> None:
    for name, rows in (("a.csv", 10), ("b.csv", 11), ("c.csv", 12)):
        outreach.import_file(monthly_file(tmp_path, name, rows))
    middle = outreach.imports()[1]
    outreach.undo_import(None, middle.id)
    sums = {kept.file: kept.incidents for kept in outreach.imports() if kept.file in ("a.csv", "c.csv")}
    assert sums == {"a.csv": 0, "c.csv": 12}


def test_the_next_month_replaces_nothing(outreach: Outreach, tmp_path: Path) -> None:
    outreach.import_file(monthly_file(tmp_path, "a.csv", 10))
    outreach.import_file(monthly_file(tmp_path, "b.csv", 10, month="2026-10"))
    assert [kept.incidents for kept in outreach.imports()[:2]] == [10, 10]
