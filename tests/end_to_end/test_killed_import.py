"""An import killed at any moment leaves the store as before or as after, and the next import works."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from planner.services import Outreach
from planner.store.report_tables import ImportRow, IncidentRow, SetAsideRow
from tests.end_to_end.borough import TODAY

ROWS = 900
# Says when it begins, so that the moment of the kill is counted from the import and not from starting Python.
CHILD = """
import sys
from datetime import date
from pathlib import Path
from planner.services import Outreach
outreach = Outreach.open(Path(sys.argv[1]), today=date.fromisoformat(sys.argv[3]))
outreach.geocoder()
print("ready", flush=True)
outreach.import_file(Path(sys.argv[2]), "housing")
print("done", flush=True)
"""


def written(folder: Path) -> Path:
    path = folder / "many.csv"
    kinds = ("SM1 1AA", "SM2 6AA", "nowhere at all")
    lines = [
        f"K{n},{1 + n % 20:02}/11/2026 {n % 24:02}:{n % 60:02},{kinds[n % 3]},Young people gathering,\n"
        for n in range(ROWS)
    ]
    path.write_text("Ref,When,Where,Kind,Notes\n" + "".join(lines), encoding="utf-8")
    return path


def sums(data_dir: Path) -> dict[str, Any]:
    """What counts of the store: rows of each table, and the sum of every import."""
    outreach = Outreach.open(data_dir, today=TODAY)
    with outreach.store.reading() as session:
        counted = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table))
            for table in (ImportRow, IncidentRow, SetAsideRow)
        }
        joined = session.scalar(select(func.count()).where(IncidentRow.duplicate_of.is_not(None)))
    imports = [
        (one.file, one.rows, one.incidents, one.duplicates, one.review, one.rejected)
        for one in outreach.imports()
    ]
    outreach.store.close()
    return {"tables": counted, "joined": joined, "imports": imports}


def start(data_dir: Path, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(data_dir), str(path), TODAY.isoformat()]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def finish(child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.read() == "done\n"
    assert child.wait() == 0


def kill_and_look(data_dir: Path, path: Path, after_s: float) -> dict[str, Any]:
    child = start(data_dir, path)
    time.sleep(after_s)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert child.stdout is not None
    child.stdout.close()
    return sums(data_dir)


def check_kills(borough_store: Path, folder: Path, kills: int) -> None:
    path = written(folder)
    before = sums(borough_store)
    moments = random.Random(20261121)
    # The first child is let run to the end on a copy, for how long it takes and what comes of it.
    whole = Path(shutil.copytree(borough_store, folder / "whole"))
    child = start(whole, path)
    began = time.monotonic()
    finish(child)
    takes_s, after = time.monotonic() - began, sums(whole)
    assert after != before
    left: list[dict[str, Any]] = []
    for number in range(kills):
        data_dir = Path(shutil.copytree(borough_store, folder / f"kill{number}"))
        # The first is killed as it begins, so that one at least is certain to be cut off.
        left.append(kill_and_look(data_dir, path, moments.uniform(0, takes_s) if number else 0.0))
        assert left[-1] in (before, after)
        finish(start(data_dir, path))
        assert sums(data_dir) == after
    assert left[0] == before


def test_an_import_killed_now_and_then_leaves_all_or_nothing(borough_store: Path, tmp_path: Path) -> None:
    check_kills(borough_store, tmp_path, kills=3)


@pytest.mark.slow
def test_an_import_killed_at_twenty_random_moments_leaves_all_or_nothing(
    borough_store: Path, tmp_path: Path
) -> None:
    check_kills(borough_store, tmp_path, kills=20)
