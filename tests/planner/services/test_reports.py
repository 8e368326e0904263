"""Imports through the use cases: whole or not at all, the same file once, and rows put right by a person."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.services import Outreach, tasks
from planner.services.views import ImportSummary
from planner.store import reports
from tests.end_to_end.borough import TODAY

HEADINGS = "Ref,When,Where,Kind,Notes\n"


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def write(folder: Path, *rows: str) -> Path:
    path = folder / "more.csv"
    path.write_text(HEADINGS + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def newest(outreach: Outreach) -> ImportSummary:
    return outreach.imports()[0]


def count(outreach: Outreach) -> int:
    with outreach.store.reading() as session:
        return reports.count_incidents(session)


def test_the_same_file_again_changes_nothing(outreach: Outreach, tmp_path: Path) -> None:
    path = write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")
    first = outreach.import_file(path, "housing")
    before = count(outreach)
    again = outreach.import_file(path, "housing")
    assert (again.rows, len(again.duplicates)) == (first.rows, first.rows)
    assert count(outreach) == before


def test_a_failure_in_the_middle_keeps_nothing(
    outreach: Outreach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, imports = count(outreach), len(outreach.imports())
    path = write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")

    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(reports, "add_set_aside", fail)
    with pytest.raises(RuntimeError):
        outreach.import_file(path, "housing")
    assert count(outreach) == before
    assert len(outreach.imports()) == imports


def test_a_dry_run_keeps_nothing(outreach: Outreach, tmp_path: Path) -> None:
    before = count(outreach)
    path = write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")
    assert outreach.import_file(path, "housing", dry_run=True).rows == 1
    assert count(outreach) == before


def test_an_upload_is_brought_in_beside_the_web_and_then_gone(outreach: Outreach, tmp_path: Path) -> None:
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert manager is not None
    path = write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")
    task = outreach.start_import(manager, path, "../../more.csv", "housing")
    tasks.run_task(outreach, task)
    status = outreach.task(manager, task)
    assert status is not None
    assert status.state == "done"
    assert "1 rows = 1 incidents" in status.message
    assert newest(outreach).file == "more.csv"
    assert not list((outreach.data_dir / "uploads").rglob("*.csv"))


def test_the_process_beside_the_web_does_what_waits_and_ends_with_the_web(
    outreach: Outreach, tmp_path: Path
) -> None:
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert manager is not None
    path = write(tmp_path, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")
    task = outreach.start_import(manager, path, "more.csv", "housing")
    worker = outreach.start_worker()
    assert worker.stdin is not None
    try:
        for _ in range(600):
            status = outreach.task(manager, task)
            assert status is not None
            if status.state in ("done", "failed"):
                break
            time.sleep(0.1)
        assert (status.state, newest(outreach).file) == ("done", "more.csv")
    finally:
        worker.stdin.close()
        worker.wait(timeout=30)


def test_a_task_that_fails_says_why_in_words(outreach: Outreach, tmp_path: Path) -> None:
    manager = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert manager is not None
    path = tmp_path / "leaflet.csv"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    task = outreach.start_import(manager, path, "leaflet.csv", None)
    tasks.run_task(outreach, task)
    status = outreach.task(manager, task)
    assert status is not None
    assert status.state == "failed"
    assert "PDF" in status.message
