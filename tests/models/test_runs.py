"""Run records and the data's fingerprint."""

import json
from datetime import date

import numpy as np
import pytest

from models.backtest import BacktestSettings, origins_between, run_backtest
from models.runs import fingerprint, run_record
from models.verdict import as_json
from tests.models.builders import make_events

EVENTS = make_events(1500)


def test_the_same_rows_in_any_order_have_one_fingerprint_and_a_changed_one_another():
    assert fingerprint(EVENTS) == fingerprint(EVENTS.sample(frac=1.0, random_state=1))
    moved = EVENTS.copy()
    moved.loc[3, "lat"] += 1e-6
    assert fingerprint(moved) != fingerprint(EVENTS) != fingerprint(EVENTS.iloc[1:])


def test_a_record_is_json_and_names_itself():
    settings = BacktestSettings()
    result = run_backtest(EVENTS, origins_between(date(2022, 11, 7), date(2022, 11, 14)), ["kde"], settings=settings)
    record = run_record(settings, as_json(result, settings), fingerprint(EVENTS))
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["settings"]["cell_m"] == 250.0
    assert record == run_record(settings, as_json(result, settings), fingerprint(EVENTS))
    other = run_record(BacktestSettings(cell_m=500.0), as_json(result, settings), fingerprint(EVENTS))
    assert other["id"] != record["id"]


def test_dates_are_text_and_what_is_not_a_number_is_null():
    record = run_record({"from": date(2026, 1, 5)}, {"a": float("nan"), "b": np.float64(2), "c": (1,)}, "x")
    assert record["settings"] == {"from": "2026-01-05"}
    assert record["results"] == {"a": None, "b": 2.0, "c": [1]}


def test_what_json_does_not_know_is_refused():
    with pytest.raises(TypeError, match="plain values"):
        run_record({}, {"model": object()}, "x")
