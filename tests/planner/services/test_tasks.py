"""Long work beside the web can be stopped, and then nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.services import Outreach, tasks
from planner.services.views import Account
from planner.store import tasks as task_store
from tests.end_to_end.borough import TODAY
from tests.planner.services.test_reports import write


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


def person(outreach: Outreach, name: str) -> Account:
    account = outreach.sign_in(name, outreach.add_user(name, "manager"))
    assert account is not None
    return account


def waiting_import(outreach: Outreach, owner: Account, folder: Path) -> str:
    path = write(folder, "X1,20/11/2026 18:00,SM1 1AA,Young people gathering,")
    return outreach.start_import(owner, path, "more.csv", "housing")


def state_of(outreach: Outreach, owner: Account, task: str) -> str:
    status = outreach.task(owner, task)
    assert status is not None
    return status.state


def test_an_import_that_waits_is_stopped_and_its_upload_goes(outreach: Outreach, tmp_path: Path) -> None:
    manager = person(outreach, "ama")
    task = waiting_import(outreach, manager, tmp_path)
    outreach.stop_task(manager, task)
    tasks.run_task(outreach, task)
    assert state_of(outreach, manager, task) == "stopped"
    assert "more.csv" not in [kept.file for kept in outreach.imports()]
    assert not list((outreach.data_dir / "uploads").rglob("*.csv"))


def test_an_import_that_runs_is_stopped_before_anything_is_kept(
    outreach: Outreach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = person(outreach, "ama")
    task = waiting_import(outreach, manager, tmp_path)
    read_file = outreach.import_file

    def asked_while_reading(path: Path, profile: str | None, **how: object) -> object:
        outreach.stop_task(manager, task)
        return read_file(path, profile, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(outreach, "import_file", asked_while_reading)
    tasks.run_task(outreach, task)
    assert state_of(outreach, manager, task) == "stopped"
    assert "more.csv" not in [kept.file for kept in outreach.imports()]


def test_what_has_ended_cannot_be_stopped(outreach: Outreach, tmp_path: Path) -> None:
    manager = person(outreach, "ama")
    task = waiting_import(outreach, manager, tmp_path)
    tasks.run_task(outreach, task)
    outreach.stop_task(manager, task)
    assert state_of(outreach, manager, task) == "done"
    assert outreach.imports()[0].file == "more.csv"


def test_nobody_stops_the_work_of_another(outreach: Outreach, tmp_path: Path) -> None:
    manager = person(outreach, "ama")
    task = waiting_import(outreach, manager, tmp_path)
    with pytest.raises(BadInput, match="somebody else's"):
        outreach.stop_task(person(outreach, "ben"), task)


def message_of(outreach: Outreach, owner: Account, task: str) -> str:
    status = outreach.task(owner, task)
    assert status is not None
    return status.message


def test_what_was_stopped_while_it_waited_is_said_not_to_have_started(
    outreach: Outreach, tmp_path: Path
) -> None:
    manager = person(outreach, "ama")
    task = waiting_import(outreach, manager, tmp_path)
    outreach.stop_task(manager, task)
    tasks.close_interrupted(outreach)  # as the program does when it starts again
    assert state_of(outreach, manager, task) == "stopped"
    assert message_of(outreach, manager, task) == tasks.NEVER_STARTED
    tasks.run_task(outreach, task)  # it was in the queue still
    assert message_of(outreach, manager, task) == tasks.NEVER_STARTED
    assert not list((outreach.data_dir / "uploads").rglob("*.csv"))


def test_what_ran_when_the_program_stopped_is_said_to_have_run(outreach: Outreach, tmp_path: Path) -> None:
    manager = person(outreach, "ama")
    runs, waits = (waiting_import(outreach, manager, tmp_path) for _ in range(2))
    with outreach.store.transaction() as session:
        task_store.update_task(session, runs, "running", 0.3, "Reading")
    tasks.close_interrupted(outreach)
    assert "stopped while this ran" in message_of(outreach, manager, runs)
    assert state_of(outreach, manager, waits) == "waiting"
