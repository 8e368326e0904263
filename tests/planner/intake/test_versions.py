"""A month published again replaces its own earlier version, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.intake.versions import replaced_rows

MAY, JUNE = pd.Timestamp(2026, 5, 1), pd.Timestamp(2026, 6, 1)


def rows(
    points: int,
    *,
    month: pd.Timestamp = MAY,
    category: str = "nuisance",
    first: int = 0,
    partner: str = "Police",
) -> pd.DataFrame:
    numbers = range(first, first + points)
    return pd.DataFrame(
        {
            "id": list(numbers),
            "partner": partner,
            "month": month,
            "category": category,
            "lon": [-0.1 + 0.001 * (n % 7) for n in numbers],
            "lat": [51.3 + 0.001 * n for n in numbers],
        }
    )


def incidents(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.drop(columns="id").rename(columns={"month": "start"}).assign(time_kind="month")


def test_the_same_month_again_with_a_few_changes_replaces_every_row_of_it() -> None:
    new = pd.concat([rows(9), rows(3, first=100)])
    assert replaced_rows(rows(10), incidents(new)) == tuple(range(10))


def test_another_part_of_the_ground_replaces_nothing() -> None:
    assert replaced_rows(rows(10), incidents(rows(10, first=100))) == ()


@pytest.mark.parametrize(
    "new",
    [rows(10, month=JUNE), rows(10, category="vehicle nuisance"), rows(10, partner="Transport police")],
    ids=["another month", "another kind", "another partner"],
)
def test_other_rows_at_the_same_points_replace_nothing(new: pd.DataFrame) -> None:
    assert replaced_rows(rows(10), incidents(new)) == ()


def test_kinds_that_the_new_file_leaves_out_stay() -> None:
    earlier = pd.concat([rows(6), rows(4, category="vehicle nuisance", first=6)])
    assert replaced_rows(earlier, incidents(rows(6))) == tuple(range(6))


def test_many_rows_at_one_snap_point_match_one_for_one() -> None:
    pile = pd.concat([rows(1)] * 10, ignore_index=True).assign(id=range(10))
    assert replaced_rows(pile, incidents(rows(1))) == ()
    assert len(replaced_rows(pile, incidents(pile.drop(index=[0, 1])))) == 10


def test_rows_with_days_and_hours_replace_nothing() -> None:
    assert replaced_rows(rows(10), incidents(rows(10)).assign(time_kind="exact")) == ()


def test_nothing_before_and_nothing_new_replace_nothing() -> None:
    assert replaced_rows(rows(0), incidents(rows(5))) == ()
    assert replaced_rows(rows(5), incidents(rows(0))) == ()
