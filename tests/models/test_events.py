"""Events files, good and bad."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from geodata.errors import BadInput
from models.events import read_events

GOOD = "event_id,category,datetime,lon,lat\n1,asb,2022-11-01T10:00,-104.99,39.74\n"


def written(tmp_path: Path, content: str | bytes, name: str = "events.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_blank_reported_means_the_event_itself(tmp_path):
    events = read_events(written(tmp_path, GOOD))
    assert events["reported"].tolist() == [pd.Timestamp("2022-11-01 10:00")]
    assert events["end"].isna().all()


def test_gzip_bom_capitals_and_extra_columns_are_read(tmp_path):
    text = "\ufeffEvent_ID,Category,DateTime,Lon,Lat,reported,note\n1,asb,2022-11-01T10:00,-104.99,39.74,2022-11-03,x\n"
    events = read_events(written(tmp_path, gzip.compress(text.encode()), "events.csv.gz"))
    assert events["reported"].tolist() == [pd.Timestamp("2022-11-03")]


def test_rows_without_coordinates_are_left_out_and_counted(tmp_path):
    events = read_events(written(tmp_path, GOOD + "2,asb,2022-11-01T10:00,,\n"))
    assert (len(events), events.attrs["unplaced"]) == (1, 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file is empty"),
        (b"%PDF-1.7 \x00\x01", "not a CSV file"),
        ("event_id,category,datetime,lon\n1,asb,2022-11-01,0\n", "the column 'lat' is missing"),
        (GOOD + "2,asb,yesterday,0,0\n", "row 3, column 'datetime': 'yesterday' is not a time"),
        (GOOD + "2,asb,,0,0\n", "row 3, column 'datetime'"),
        (GOOD + "2,asb,2022-11-01T10:00Z,0,0\n", "offset"),
        (GOOD + "2,asb,2022-11-01,190,0\n", "row 3, column 'lon': '190' is not degrees"),
        (GOOD + "2,asb,2022-11-01,0,north\n", "row 3, column 'lat'"),
        ('event_id,category\n"1,2\n3', "not a CSV table"),
    ],
)
def test_a_bad_file_says_what_is_wrong_and_where(tmp_path, content, message):
    with pytest.raises(BadInput, match=message):
        read_events(written(tmp_path, content))


def test_a_broken_gzip_is_bad_input(tmp_path):
    broken = gzip.compress(GOOD.encode() * 500)[:60]
    with pytest.raises(BadInput, match=r"events\.csv\.gz"):
        read_events(written(tmp_path, broken, "events.csv.gz"))


def test_no_file_is_bad_input(tmp_path):
    with pytest.raises(BadInput, match=r"none\.csv: cannot be read"):
        read_events(tmp_path / "none.csv")
