"""How a hotspot's rank moves."""

import pandas as pd
import pytest

from geodata.errors import BadInput
from models.demand import fit_demand
from models.hotspots import find_hotspots
from models.sensitivity import rank_moves
from models.settings import DemandSettings, HotspotSettings
from tests.models.builders import AS_OF, EAST, NORTH, make_incidents


def cluster(x: float, count: int, newest: str, every_days: int, **common: object) -> list[dict[str, object]]:
    last = pd.Timestamp(newest)
    return [
        {"x": EAST + x + 3 * (k % 5), "y": NORTH + 3 * (k % 4), **common, "start": last - pd.Timedelta(days=age)}
        for k, age in enumerate(range(0, every_days * count, every_days))
    ]


def town() -> pd.DataFrame:
    """Four places by volume: an old one, a new one, one of serious reports, and one that only the buses see."""
    return make_incidents(
        cluster(0, 60, "2025-11-01 16:00", 5)
        + cluster(1500, 30, "2026-11-21 11:00", 3)
        + cluster(3000, 26, "2026-11-20 20:00", 9, category="weapon")
        + cluster(4500, 44, "2026-11-19 18:00", 7, partner="buses")
        + cluster(6000, 34, "2026-11-18 13:00", 8)
        + cluster(7500, 32, "2026-11-18 13:00", 9)
    )


def moves(**options: object):
    incidents = town()
    settings = HotspotSettings(false_alarm=1e-9)  # by volume alone
    found = find_hotspots(incidents, as_of=AS_OF, settings=settings)
    told = rank_moves(incidents, found, as_of=AS_OF, settings=settings, **options)
    return {round((one.place.x - EAST) / 1500): told[one.place.id] for one in found}, found


def test_an_old_place_falls_when_old_reports_count_for_less_and_a_new_one_rises():
    told, found = moves()
    assert len(found) == 6
    old, new = dict(told[0].half_life), dict(told[1].half_life)
    assert old[90.0] > told[0].rank >= old[730.0]
    assert new[90.0] < new[730.0]
    assert "Were a report to count half after 730 days, it would be rank 2." in told[0].words


def test_a_place_that_one_partner_sees_goes_without_it():
    told, _ = moves()
    without = dict(told[3].without)
    assert set(without) == {"buses"}
    assert without["buses"] == 6
    assert any("Without the reports of buses" in one for one in told[3].words)


def test_severity_is_asked_about_only_when_weights_are_given():
    plain, _ = moves()
    assert plain[2].severity is None
    told, _ = moves(severity_weights={"weapon": 20.0})
    # Only the place whose hours stand out stays before it.
    assert told[2].rank == 6
    assert told[2].severity == 2
    assert "Counting serious reports for more makes it rank 2." in told[2].words


def test_the_recent_are_counted():
    told, _ = moves()
    assert told[1].recent > 5
    assert told[0].recent == 0
    assert told[0].words[0] == "0 of its 60 reports are of the last four weeks."


def test_no_hotspots_have_no_moves():
    assert rank_moves(make_incidents(1), [], as_of=AS_OF) == {}


def test_severity_scales_demand_as_it_scales_places():
    twice = DemandSettings(severity_weights={"asb": 2.0})
    incidents = make_incidents(cluster(0, 200, "2026-11-20 16:00", 1))
    plain, heavy = (fit_demand(incidents, as_of=AS_OF, settings=one).around(EAST, NORTH).sum()
                    for one in (DemandSettings(), twice))  # fmt: skip
    assert heavy == pytest.approx(2 * plain, rel=0.02)
    with pytest.raises(BadInput, match="severity weight of 'asb'"):
        DemandSettings(severity_weights={"asb": -1.0})
