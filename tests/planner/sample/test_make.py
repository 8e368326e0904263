import re
from collections import Counter
from datetime import date, datetime, timedelta
from math import hypot
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from models.week import Week
from planner.intake import read_profile
from planner.sample import make_sample
from planner.sample.ground import DATA, read_ground, read_rows
from planner.sample.incidents import first_monday, happen_background
from tests.planner.sample.builders import TODAY, rows_of, sample_of, truth_of

SEEDS = (1, 2)


def test_about_four_thousand_reports_from_six_partners() -> None:
    sample = sample_of(1)
    assert sum(file.rows for file in sample.files) == 4000
    assert len({file.partner for file in sample.files}) == 6
    for file in sample.files:
        assert len(rows_of(sample, file)) == file.rows
        assert file.rows >= 100


@pytest.mark.parametrize("today", [date(2026, 11, 16), date(2026, 11, 22)])
def test_its_26_weeks_end_in_the_week_before_todays(today: date) -> None:
    monday = first_monday(today)
    assert monday.weekday() == 0
    assert Week.of(monday + timedelta(weeks=26, days=-1)) == Week.of(today).plus(-1)


@pytest.mark.parametrize("seed", SEEDS)
def test_twelve_patterns_of_25_to_60_reports_at_different_places(seed: int) -> None:
    planted = sample_of(seed).planted
    assert len(planted) == 12
    for pattern in planted:
        assert 25 <= pattern.reports <= 60
        assert pattern.end_hour == pattern.start_hour + 2 <= 24
    for n, one in enumerate(planted):
        for other in planted[:n]:
            assert hypot(one.x - other.x, one.y - other.y) >= 500


def test_another_seed_plants_other_places_days_and_hours() -> None:
    first, second = ({(p.place, p.weekday, p.start_hour) for p in sample_of(seed).planted} for seed in SEEDS)
    assert len(first & second) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_the_truth_names_every_planted_row(seed: int) -> None:
    sample = sample_of(seed)
    truth = truth_of(sample)
    rows = truth["planted_rows"]
    second = {(each["file"], each["id"]) for _, each in truth["told_twice"]}
    distinct = Counter(row["pattern"] for row in rows if (row["file"], row["id"]) not in second)
    assert distinct.total() + truth["month_only"] == sum(pattern.reports for pattern in sample.planted)
    for number, pattern in enumerate(sample.planted):
        assert distinct[number] <= pattern.reports
    styles = Counter(row["style"] for row in rows)
    precise = sum(styles[style] for style in ("landmark", "postcode", "point", "grid"))
    assert 0.6 <= precise / styles.total() <= 0.85
    assert 0 < styles["unplaceable"] < 0.08 * styles.total()


@pytest.mark.parametrize("seed", SEEDS)
def test_police_rows_of_a_pattern_fall_in_or_near_its_hours(seed: int) -> None:
    sample = sample_of(seed)
    police = next(file for file in sample.files if file.profile == "synthetic-sample-police-asb")
    start = {
        row["Incident Ref"]: datetime.strptime(row["Date From"], "%d/%m/%Y %H:%M")
        for row in rows_of(sample, police)
    }
    inside = []
    for row in truth_of(sample)["planted_rows"]:
        if row["file"] == police.path.name:
            pattern, at = sample.planted[row["pattern"]], start[row["id"]]
            assert at.weekday() == pattern.weekday
            assert pattern.start_hour - 1.1 <= at.hour + at.minute / 60 <= pattern.end_hour + 0.7
            inside.append(pattern.start_hour <= at.hour < pattern.end_hour)
    assert 0.7 <= np.mean(inside) < 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_else_is_as_concentrated_as_what_was_planted(seed: int) -> None:
    ground = read_ground()
    incidents = happen_background(ground, 3400, first_monday(TODAY), np.random.default_rng(seed))
    places = np.array([(landmark.x, landmark.y) for landmark in ground.landmarks])
    at = np.array([(incident.x, incident.y) for incident in incidents])
    slot = np.array([incident.at.weekday() * 12 + incident.at.hour // 2 for incident in incidents])
    most = 0
    for place in places:
        near = np.hypot(*(at - place).T) < 150
        most = max(most, int(np.bincount(slot[near], minlength=84).max()))
    assert most <= 14  # half of the smallest that is planted


def test_the_same_seed_and_day_give_the_same_files(tmp_path: Path) -> None:
    one, other = make_sample(7, TODAY, tmp_path / "one"), make_sample(7, TODAY, tmp_path / "other")
    names = sorted(path.name for path in one.folder.iterdir())
    assert names == sorted(path.name for path in other.folder.iterdir())
    for name in names:
        first, second = one.folder / name, other.folder / name
        if name.endswith(".xlsx"):
            books = load_workbook(first), load_workbook(second)
            for tab, twin in zip(*(book.worksheets for book in books), strict=True):
                assert list(tab.values) == list(twin.values)
        else:
            assert first.read_bytes() == second.read_bytes()


def test_every_file_and_row_says_synthetic_sample() -> None:
    sample = sample_of(1)
    for path in sample.folder.iterdir():
        assert path.name.startswith("synthetic-sample-")
    for file in sample.files:
        assert all(row["source"] == "synthetic sample" for row in rows_of(sample, file))
    for path in (*sample.profiles, sample.truth, *sample.places):
        assert "synthetic sample" in path.read_text(encoding="utf-8")


def test_every_file_has_its_profile_and_every_profile_reads_only_columns_that_are_there() -> None:
    sample = sample_of(1)
    assert {path.stem for path in sample.profiles} == {file.profile for file in sample.files if file.profile}
    for file in sample.files:
        if file.profile is None:
            continue
        profile = read_profile(sample.folder / f"{file.profile}.toml")
        headings = set(rows_of(sample, file)[0])
        assert set(profile.columns.headings()) <= headings
        assert profile.partner == file.partner
        words = {row[profile.columns.category or ""] for row in rows_of(sample, file)}
        assert {word.casefold() for word in words} <= set(profile.categories)


def test_free_text_is_there_to_be_dropped() -> None:
    sample = sample_of(1)
    for file in sample.files:
        if file.profile is None:
            continue
        mapped = set(read_profile(sample.folder / f"{file.profile}.toml").columns.headings())
        (free,) = {"Notes", "Comments", "Driver note", "Summary", "Officer note", "Remarks"} & set(
            rows_of(sample, file)[0]
        )
        assert free not in mapped
        assert any(row[free] for row in rows_of(sample, file))


def test_nothing_looks_like_a_persons_details() -> None:
    sample = sample_of(1)
    details = re.compile(r"@|\b0\d{9,10}\b|\+44|\b(Mr|Mrs|Ms|Miss|Dr)\b|\bDOB\b|\bborn\b", re.IGNORECASE)
    for file in sample.files:
        for row in rows_of(sample, file):
            assert not details.search(" ".join(str(cell) for cell in row.values() if cell)), row


def test_some_incidents_are_told_by_two_partners_within_minutes() -> None:
    truth = truth_of(sample_of(1))
    assert len(truth["told_twice"]) == 130
    assert all(one["file"] != other["file"] for one, other in truth["told_twice"])


def test_the_mess_of_real_life_is_in_it() -> None:
    sample = sample_of(1)
    text = {
        file.profile: "\n".join(" ".join(map(str, row.values())) for row in rows_of(sample, file))
        for file in sample.files
    }
    everything = "\n".join(text.values())
    for words in (
        "behind the garages",
        "j/w",
        " / ",
        "around ",
        "between ",
        "after school",
        "O'Malley's",
        " & ",
    ):
        assert words in everything
    assert re.search(r"\bTQ \d{4} \d{4}\b", text["synthetic-sample-schools"] or "")
    assert re.search(r"\d\d\.\d\d\.20\d\d", text["synthetic-sample-housing"] or "")
    youth = [
        row["Young people?"]
        for file in sample.files
        for row in rows_of(sample, file)
        if "Young people?" in row
    ]
    assert {"yes", "no", None} == set(youth)


def test_no_name_of_the_borough_is_in_the_code() -> None:
    ground = read_ground()
    names = {str(ground.facts["name"])} | {landmark.locality for landmark in ground.landmarks}
    for folder in (DATA.parent, DATA.parent.parent / "team"):
        for path in folder.glob("*.py"):
            assert not [name for name in names if name in path.read_text(encoding="utf-8")], path


def test_the_pool_is_larger_than_what_is_planted_and_all_of_it_is_known() -> None:
    pool = read_rows("pool.csv")
    assert len(pool) >= 20
    for row in pool:
        assert row["place"] in read_ground().by_name
        assert int(row["first_start"]) <= int(row["last_start"]) <= 22
