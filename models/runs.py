"""The record of a run: what was tried on which data and what came of it, as JSON can hold it."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

RECORD_VERSION = 1
_FINGERPRINTED = ("start", "end", "reported", "lon", "lat", "category")


def fingerprint(events: pd.DataFrame) -> str:
    """A short name for the data: the same rows in any order give the same, one value changed gives another.

    Nothing of the rows can be read from it.
    """
    columns = [name for name in _FINGERPRINTED if name in events.columns]
    rows = pd.util.hash_pandas_object(events[columns], index=False).to_numpy()
    digest = hashlib.sha256(",".join(columns).encode())
    digest.update(np.sort(rows).astype("<u8").tobytes())
    return f"{len(events)}-{digest.hexdigest()[:16]}"


def run_record(settings: Any, results: Mapping[str, Any], data_fingerprint: str) -> dict[str, Any]:
    """One run as the lab keeps it: `version`, `id`, `settings`, `results` and the data's `fingerprint`.

    Parameters
    ----------
    settings
        A dataclass or a mapping.
    results
        What `models.verdict.as_json` or `models.tuning.tuning_json` give, or any mapping of plain values.

    Returns
    -------
    dict
        Only what JSON knows: dates are text, what is not a number is None. The `id` is the same for the same run.
    """
    record = {
        "version": RECORD_VERSION,
        "fingerprint": data_fingerprint,
        "settings": _plain(asdict(settings) if is_dataclass(settings) and not isinstance(settings, type) else settings),
        "results": _plain(results),
    }
    text = json.dumps(record, sort_keys=True)
    return {"id": hashlib.sha256(text.encode()).hexdigest()[:12], **record}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"Expected plain values in a run's record, got {type(value).__name__}.")
