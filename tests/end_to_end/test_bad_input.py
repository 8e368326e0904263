"""Bad input at the command line: a clear line, status 2 or the review queue, and nothing half-imported."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cli import run
from planner.services import Outreach
from planner.store import reports
from tests.end_to_end.borough import TODAY

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context\n"
)
HOUSING = "Ref,When,Where,Kind,Notes\n"
GOOD_ROW = "G1,20/11/2026 18:00,SM1 1AA,Young people gathering,\n"


def incidents(data_dir: Path) -> int:
    outreach = Outreach.open(data_dir, today=TODAY)
    with outreach.store.reading() as session:
        found = reports.count_incidents(session)
    outreach.store.close()
    return found


@pytest.fixture
def bring(borough_store: Path, tmp_path: Path) -> Callable[..., int]:
    """Write a file and import it; the exit status."""

    def bring_in(name: str, content: bytes | str, *options: str) -> int:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return run(
            ["import", str(path), *options, "--data-dir", str(borough_store), "--today", TODAY.isoformat()]
        )

    return bring_in


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "empty"),
        ("leaflet.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
        ("missing.csv", "Ref,When,Kind\nG1,20/11/2026 18:00,Young people gathering\n", "Where"),
        ("headings.csv", HOUSING, "no rows"),
        ("noise.csv", bytes(range(256)) * 50, ""),
        ("broken.xlsx", b"PK\x03\x04 not really", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    bring: Callable[..., int],
    borough_store: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | str,
    words: str,
) -> None:
    before = incidents(borough_store)
    capsys.readouterr()
    assert bring(name, content, "--profile", "housing") == 2
    said = capsys.readouterr().err
    assert name in said
    assert words in said
    assert "Traceback" not in said
    assert incidents(borough_store) == before


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("B1,31/12/1899 18:00,SM1 1AA,Young people gathering,", "1899"),
        ("B2,31/02/2026 18:00,SM1 1AA,Young people gathering,", ""),
        ('B3,20/11/2026 18:00,"0.5, 50.2",Young people gathering,', ""),
        ("B4,20/11/2026 18:00,,Young people gathering,", ""),
        ("B5,20/11/2026", ""),
    ],
)
def test_a_row_that_cannot_be_used_waits_with_its_reason_and_the_good_one_is_kept(
    bring: Callable[..., int], borough_store: Path, capsys: pytest.CaptureFixture[str], row: str, words: str
) -> None:
    before = incidents(borough_store)
    capsys.readouterr()
    assert bring("mixed.csv", HOUSING + GOOD_ROW + row + "\n", "--profile", "housing", "--json") == 0
    (done,) = json.loads(capsys.readouterr().out)["files"]
    assert done["rows"] == 2
    assert done["incidents"] == 1
    (waiting,) = done["review"] + done["rejected"]
    assert waiting["row"] == 3  # as a spreadsheet numbers it, under the headings
    assert waiting["reason"]
    assert words in waiting["reason"]
    assert incidents(borough_store) == before + 1


def test_a_row_of_ten_megabytes_is_no_traceback(
    bring: Callable[..., int], borough_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = incidents(borough_store)
    capsys.readouterr()
    status = bring(
        "huge.csv",
        HOUSING + GOOD_ROW + "H1,20/11/2026 18:00," + "x" * 10_000_000 + ",,\n",
        "--profile",
        "housing",
    )
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert status == 2 or "review" in said.out
    assert incidents(borough_store) == (before if status == 2 else before + 1)


def test_points_in_the_sea_are_not_incidents(
    bring: Callable[..., int], borough_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = incidents(borough_store)
    capsys.readouterr()
    row = ",2026-10,Force,Force,1.9,50.9,On or near Sea Road,E1,T,Anti-social behaviour,,\n"
    assert bring("2026-10-force-street.csv", STREET + row, "--json") == 0
    (done,) = json.loads(capsys.readouterr().out)["files"]
    assert (done["rows"], done["incidents"], len(done["review"]) + len(done["rejected"])) == (1, 0, 1)
    assert incidents(borough_store) == before


def test_stop_and_search_is_refused_and_none_of_it_kept(
    bring: Callable[..., int], borough_store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = incidents(borough_store)
    headings = (
        "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
        "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome\n"
    )
    row = "Person search,2026-10-01T10:00:00+00:00,False,,51.36,-0.19,Male,10-17,SECRETWORD,Other,Act,Drugs,None\n"
    capsys.readouterr()
    assert bring("2026-10-force-stop-and-search.csv", headings + row) == 2
    assert "search" in capsys.readouterr().err
    assert incidents(borough_store) == before
    assert all(b"SECRETWORD" not in path.read_bytes() for path in borough_store.rglob("*") if path.is_file())


def test_two_files_the_bad_one_does_not_undo_the_good(
    borough_store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HOUSING + GOOD_ROW, encoding="utf-8")
    bad.write_bytes(b"")
    before = incidents(borough_store)
    arguments = ["import", str(bad), str(good), "--profile", "housing", "--data-dir", str(borough_store)]
    assert run([*arguments, "--today", TODAY.isoformat()]) == 2
    assert "bad.csv" in capsys.readouterr().err
    assert incidents(borough_store) == before + 1
