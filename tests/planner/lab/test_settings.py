"""Settings of the lab: their ranges, their names, and that as they come nothing changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.errors import BadInput
from models.decayed import DecayedCountModel
from models.settings import DemandSettings, HotspotSettings
from planner.lab.settings import TUNABLES, LabSettings, model_names, settings_of


def test_as_they_come_the_settings_are_those_of_the_models() -> None:
    assert LabSettings().hotspots == HotspotSettings()
    assert LabSettings().demand == DemandSettings()
    assert not LabSettings().by_cells
    model = LabSettings().make_model()
    assert isinstance(model, DecayedCountModel)
    assert model.get_params() == DecayedCountModel().get_params()


@pytest.mark.parametrize("name", model_names())
def test_every_model_can_be_tried(name: str) -> None:
    settings = LabSettings(model=name)
    assert settings.make_model()
    assert LabSettings.from_json(settings.to_json()) == settings
    assert settings.label() == name


def test_a_half_life_reaches_hotspots_demand_and_the_model() -> None:
    settings = settings_of({"half_life_days": "90", "youth_unknown": "0.2"})
    model = settings.make_model()
    assert isinstance(model, DecayedCountModel)
    assert (settings.hotspots.half_life_days, settings.demand.half_life_days, model.half_life_days) == (
        90,
        90,
        90,
    )
    assert settings.demand.youth_weights == {"yes": 1.0, "unknown": 0.2, "no": 0.0}
    assert settings.label() == "decayed-count-eb, half-life 90 days, unknown counts 0.2"


@pytest.mark.parametrize("tunable", TUNABLES, ids=lambda one: one.name)
def test_a_value_out_of_range_is_refused_by_its_name(tunable: object) -> None:
    name, high, label = (getattr(tunable, part) for part in ("name", "high", "label"))
    with pytest.raises(BadInput, match=label.split(" (")[0]):
        settings_of({name: str(high + 1)})


def test_parameters_that_a_model_does_not_have_are_refused() -> None:
    with pytest.raises(BadInput, match="no parameter 'magic'"):
        LabSettings(model="kde", parameters={"magic": 1.0})
    with pytest.raises(BadInput, match="no model"):
        LabSettings(model="magic")
    wide = LabSettings(model="kde", parameters={"bandwidth_m": 250.0})
    assert wide.label() == "kde, bandwidth_m 250"
    assert settings_of({"model": "count-4"}, wide).parameters == {}


def test_what_only_draws_places_forecasts_the_same() -> None:
    assert LabSettings().same_forecast(LabSettings(min_weight=9.0, reach_m=300.0))
    assert not LabSettings().same_forecast(LabSettings(youth_unknown=0.6))
    assert not LabSettings().same_forecast(replace(LabSettings(), model="kde"))
