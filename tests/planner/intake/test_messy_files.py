"""Small messy files, one mess each: `corpus` says what is to come of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.intake.guards import Limits
from tests.planner.intake.builders import (
    COUNCIL,
    COUNCIL_HEADINGS,
    STREET_HEADINGS,
    council_row,
    csv_bytes,
    make_csv,
    make_intake,
    make_xlsx,
    make_zip,
    street_row,
)
from tests.planner.intake.corpus import CORPUS, STREET, Mess
from tests.planner.intake.corpus_formats import FORMATS

ALL = (*CORPUS, *FORMATS)


@pytest.mark.parametrize("mess", ALL, ids=lambda mess: mess.name)
def test_each_mess_comes_out_as_written_beside_it(mess: Mess, tmp_path: Path) -> None:
    path = mess.write(tmp_path / "file.csv")
    if isinstance(mess.expected, str):
        with pytest.raises(BadInput) as error:
            make_intake(path, mess.profile)
        assert mess.expected in str(error.value)
        return
    intake = make_intake(path, mess.profile)

    outcome = (len(intake.incidents), len(intake.duplicates), len(intake.review), len(intake.rejected))
    assert outcome == mess.expected, (intake.review, intake.notes)
    assert intake.rows == sum(mess.expected)
    assert all(entry.reason for entry in intake.review)


def test_no_two_messes_have_one_name() -> None:
    assert len({mess.name for mess in ALL}) == len(ALL) >= 130


def test_a_zip_bomb_is_refused_by_what_it_says_and_by_what_it_does(tmp_path: Path) -> None:
    limits = Limits(ratio_from_bytes=100_000)
    bomb = make_zip(tmp_path / "bomb.zip", {"street.csv": STREET + b"\n" * 10_000_000})

    with pytest.raises(BadInput, match="more than 200 times"):
        make_intake(bomb, limits=limits)


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = make_xlsx(tmp_path / "big.xlsx", [COUNCIL_HEADINGS, *([council_row()] * 500)])

    with pytest.raises(BadInput, match=r"unpacks to more than .* MB. Save it as CSV"):
        make_intake(path, COUNCIL, limits=Limits(max_workbook_bytes=20_000))


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = make_csv(tmp_path / "many.csv", [STREET_HEADINGS, *([street_row()] * 20)])

    with pytest.raises(BadInput, match="more than 10 rows"):
        make_intake(path, limits=Limits(max_rows=10))


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "locked.zip", {"street.csv": STREET})
    content = bytearray(path.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[at] |= 1
    path.write_bytes(content)

    with pytest.raises(BadInput, match="protected with a password"):
        make_intake(path)


def test_bytes_of_the_builders_are_what_a_partner_would_send() -> None:
    assert csv_bytes([["a", "b"], ["c,d", ""]]) == b'a,b\r\n"c,d",\r\n'
