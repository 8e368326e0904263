"""An uploaded file waits until it is known how to read it, for its owner alone, and no longer than a day."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake.editing import Edits
from planner.services import Denied, Outreach, tasks
from planner.services.uploads import KEPT_S, UPLOADS
from planner.services.views import Account, Role
from tests.end_to_end.borough import TODAY

UNKNOWN = "Our no;Seen on;At;What;Caller phone\n" + "".join(
    f"A{n};{n + 1:02}/11/2026 18:00;SM1 1AA;Youths gathering;07700 900{n:03}\n" for n in range(12)
)


@pytest.fixture
def outreach(borough_store: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    yield opened
    opened.store.close()


@pytest.fixture
def manager(outreach: Outreach) -> Account:
    account = outreach.sign_in("ama", outreach.add_user("ama", "manager"))
    assert account is not None
    return account


def kept(outreach: Outreach, owner: Account, folder: Path, text: str = UNKNOWN) -> str:
    path = folder / "new.csv"
    path.write_text(text, encoding="utf-8")
    return outreach.keep_upload(owner, path, "Parks wardens 2026.csv")


def test_an_unknown_file_is_proposed_kept_and_brought_in(
    outreach: Outreach, manager: Account, tmp_path: Path
) -> None:
    upload = kept(outreach, manager, tmp_path)
    assert not outreach.upload_is_known(manager, upload)
    read = outreach.read_upload(manager, upload)
    assert read.problem == ""
    assert {row.outcome for row in read.rows} == {"incident"}
    assert not [text for row in read.rows for _, text in row.before if "07700" in text]
    outreach.save_new_profile(manager, "wardens", read.proposal.toml())
    task = outreach.start_kept_import(manager, upload, "wardens")
    tasks.run_task(outreach, task)
    newest = outreach.imports()[0]
    assert (newest.file, newest.profile, newest.incidents) == ("Parks wardens 2026.csv", "wardens", 12)
    assert list((outreach.data_dir / UPLOADS).iterdir()) == []
    again = kept(outreach, manager, tmp_path, UNKNOWN.replace("18:00", "19:00"))
    assert outreach.upload_is_known(manager, again)


def test_a_known_file_and_one_that_is_no_table_go_straight_to_the_import(
    outreach: Outreach, manager: Account, tmp_path: Path
) -> None:
    known = kept(outreach, manager, tmp_path, "Ref,When,Where,Kind,Notes\nX,1/11/2026 18:00,SM1 1AA,Noise,\n")
    assert outreach.upload_is_known(manager, known)
    assert outreach.upload_is_known(manager, kept(outreach, manager, tmp_path, "%PDF-1.7\n"))


def test_a_mapping_without_a_time_says_what_is_missing(
    outreach: Outreach, manager: Account, tmp_path: Path
) -> None:
    upload = kept(outreach, manager, tmp_path)
    read = outreach.read_upload(manager, upload, Edits(columns={"Seen on": ""}))
    assert "which column tells when" in read.problem


def test_discovered_rows_are_refused_before_anything_is_asked(
    outreach: Outreach, manager: Account, tmp_path: Path
) -> None:
    text = (
        "Object of search,Date,Part of a policing operation,Self-defined ethnicity\nKnife,2026-11-01,No,W1\n"
    )
    upload = kept(outreach, manager, tmp_path, text * 1)
    # What may not come in is for the import to refuse, in its own words.
    assert outreach.upload_is_known(manager, upload)


def test_somebody_elses_file_is_not_there(outreach: Outreach, manager: Account, tmp_path: Path) -> None:
    upload = kept(outreach, manager, tmp_path)
    other = Account(99, "ben", Role.MANAGER)
    for act in (outreach.read_upload, outreach.drop_upload, outreach.upload_is_known):
        with pytest.raises(BadInput, match="not there any more"):
            act(other, upload)
    with pytest.raises(Denied):
        outreach.read_upload(Account(98, "wil", Role.WORKER, "W1"), upload)


@pytest.mark.parametrize("upload", ["../../etc", "f" * 32, ""])
def test_an_address_made_up_leads_nowhere(outreach: Outreach, manager: Account, upload: str) -> None:
    with pytest.raises(BadInput, match="not there any more"):
        outreach.read_upload(manager, upload)


def test_a_file_nobody_decided_on_goes_after_a_day(
    outreach: Outreach, manager: Account, tmp_path: Path
) -> None:
    old = kept(outreach, manager, tmp_path)
    long_ago = time.time() - KEPT_S - 60
    os.utime(outreach.data_dir / UPLOADS / old, (long_ago, long_ago))
    new = kept(outreach, manager, tmp_path)
    assert [one.name for one in (outreach.data_dir / UPLOADS).iterdir()] == [new]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "housing", "police-uk-street"])
def test_a_mapping_needs_a_name_of_its_own(outreach: Outreach, manager: Account, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        outreach.save_new_profile(manager, name, 'partner = "X"\n[columns]\nstart = "A"\nlocation = ["B"]\n')
