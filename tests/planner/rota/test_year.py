"""A few weeks in a row keep the law, fairness and the spread on course (`benchmarks/year.py` does a whole year)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from benchmarks.year import Year, average_hours, longest_unseen, off_fair_share, simulate
from models.week import Week
from planner.rota.facts import minute
from planner.rota.made_up import Size, make_problem

SIZE = Size(places=6, sessions=40, staff=10, buses=1)


def weeks(count: int) -> Year:
    return simulate(make_problem(SIZE, seed=5), count, seconds=5, seed=1)


@pytest.mark.parametrize("count", [3, pytest.param(12, marks=pytest.mark.slow)])
def test_weeks_in_a_row(count: int) -> None:
    year = weeks(count)
    assert year.breaches == []
    assert [rota.week for rota in year.rotas] == [str(Week(2026, 48).plus(n)) for n in range(count)]
    for kind in ("evenings", "weekends"):
        assert all(abs(off) <= 1 for off in off_fair_share(year, kind=kind, alike=True).values())
    assert max(longest_unseen(year).values()) < 6
    assert average_hours(year) <= 48
    assert _least_rest(year) >= timedelta(hours=11)


def _least_rest(year: Year) -> timedelta:
    """The least time between two shifts of one worker, over all the weeks and from one to the next."""
    shifts = sorted((s.worker, minute(s.start), minute(s.end)) for rota in year.rotas for s in rota.shifts)
    gaps = [b[1] - a[2] for a, b in pairwise(shifts) if a[0] == b[0]]
    return timedelta(minutes=min(gaps))


def test_measures_see_what_goes_wrong() -> None:
    """One worker with every evening, and an area that nobody goes to, are found."""
    year = weeks(2)
    year.rotas = [
        type(rota)(
            **{
                **vars(rota),
                "deployments": tuple(
                    type(d)(**{**vars(d), "workers": ("w00", "w01")}) for d in rota.deployments[:8]
                ),
            }
        )
        for rota in year.rotas
    ]
    assert max(off_fair_share(year, kind="evenings").values()) > 1
    year.rotas = [type(rota)(**{**vars(rota), "deployments": ()}) for rota in year.rotas]
    assert set(longest_unseen(year).values()) == {2}
