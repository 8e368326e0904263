"""School days, holidays and bank holidays; the model that knows them."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from geodata.errors import BadInput
from models.backtest import BacktestSettings, origins_of
from models.calendar import DayKind, DayPart, SchoolCalendar, Term, part_of, read_terms, usual_terms
from models.decayed import DecayedCountModel
from models.season import SeasonalCountModel
from tests.models.builders import make_events

USUAL = SchoolCalendar()


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 11, 24), DayKind.SCHOOL),
        (date(2026, 10, 27), DayKind.HOLIDAY),
        (date(2026, 8, 12), DayKind.HOLIDAY),
        (date(2026, 12, 25), DayKind.BANK_HOLIDAY),
        (date(2026, 5, 25), DayKind.BANK_HOLIDAY),
        (date(2026, 11, 28), DayKind.WEEKEND),
        (date(2026, 8, 15), DayKind.HOLIDAY_WEEKEND),
    ],
)
def test_days_of_an_english_year(day, kind):
    assert USUAL.kind(day) is kind


def test_the_usual_year_has_six_half_terms_of_about_190_days():
    terms = usual_terms(2026)
    assert len(terms) == 6
    days = pd.date_range("2026-01-01", "2026-12-31")
    assert 185 <= sum(USUAL.kind(day.date()) is DayKind.SCHOOL for day in days) <= 200


def test_the_day_as_school_cuts_it():
    assert [part_of(hour) for hour in (3, 8, 12, 15, 17, 20)] == [
        DayPart.NIGHT, DayPart.BEFORE, DayPart.DURING, DayPart.AFTER, DayPart.AFTER, DayPart.EVENING,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("terms.csv", "first,last\n2026-09-01,2026-10-16\n2026-11-02,2026-12-18\n"),
        ("terms.toml", "[[term]]\nfirst = 2026-09-01\nlast = 2026-10-16\n"
                       "[[term]]\nfirst = 2026-11-02\nlast = 2026-12-18\n"),
    ],
)  # fmt: skip
def test_term_dates_of_ones_own(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    calendar = SchoolCalendar(read_terms(tmp_path / name))
    assert calendar.kind(date(2026, 10, 19)) is DayKind.HOLIDAY
    assert USUAL.kind(date(2026, 10, 19)) is DayKind.SCHOOL
    assert calendar.kind(date(2024, 11, 19)) is DayKind.SCHOOL  # no dates for that year: the usual ones


def test_a_term_that_cannot_be_read_says_which(tmp_path):
    (tmp_path / "terms.csv").write_text("first,last\n2026-09-01,soon\n")
    with pytest.raises(BadInput, match="term 1 needs"):
        read_terms(tmp_path / "terms.csv")
    with pytest.raises(BadInput, match="before it begins"):
        Term(date(2026, 2, 1), date(2026, 1, 1))


def school_town() -> pd.DataFrame:
    """Three years in which school afternoons have twice the reports of other afternoons."""
    events = make_events(9000, seed=9, days=1100)
    rng = np.random.default_rng(2)
    school = np.array([USUAL.kind(day.date()) is DayKind.SCHOOL for day in events["start"]])
    after = events[school].sample(2500, random_state=1).copy()
    hour = pd.to_timedelta(rng.integers(15 * 60, 18 * 60, len(after)), unit="min")
    after["start"] = (after["start"].dt.normalize() + hour).astype("datetime64[s]")
    after["end"], after["reported"] = pd.NaT, after["start"]
    return pd.concat([events, after], ignore_index=True)


def test_it_learns_that_afternoons_are_busy_on_school_days_alone():
    events = school_town()
    settings = BacktestSettings()
    (half_term,) = origins_of(events, [date(2022, 10, 24)], area=None, settings=settings)
    (school,) = origins_of(events, [date(2022, 11, 7)], area=None, settings=settings)

    def afternoons(model, origin):
        hours = model.fit(origin.history).predict_slots(origin.days, 1).expected.sum(axis=0).reshape(7, 24)
        return hours[:5, 15:18].sum()

    season, plain = SeasonalCountModel(), DecayedCountModel()
    assert afternoons(season, half_term) < 0.75 * afternoons(plain, half_term)
    assert afternoons(season, school) > 1.05 * afternoons(plain, school)
    ratios = season.day_ratio_
    kinds, parts = list(DayKind), list(DayPart)
    assert ratios[kinds.index(DayKind.HOLIDAY), parts.index(DayPart.AFTER)] < 0.6
    assert ratios[kinds.index(DayKind.HOLIDAY), parts.index(DayPart.EVENING)] > 0.8


def test_a_season_is_told_from_a_trend():
    events = make_events(20_000, seed=10, days=1400)
    summer = events["start"].dt.month.isin([6, 7, 8])
    keep = summer | (np.random.default_rng(0).random(len(events)) < 0.5)
    (origin,) = origins_of(events[keep], [date(2022, 11, 7)], area=None, settings=BacktestSettings())
    ratio = SeasonalCountModel().fit(origin.history).month_ratio_
    assert ratio[5:8].min() > 1.3 > 1.0 > ratio[[0, 1, 2, 9, 10]].max()


def test_a_strength_out_of_range_is_refused():
    (origin,) = origins_of(make_events(500), [date(2022, 11, 7)], area=None, settings=BacktestSettings())
    with pytest.raises(ValueError, match="season_strength"):
        SeasonalCountModel(season_strength=0).fit(origin.history)
