"""The ground beneath every map, compact: streets as whole hundred-thousandths of a degree, each step from the last.

`{"scale": 100000, "streets": [[x0, y0, dx1, dy1, ...], ...], "stations": [[name, lon, lat], ...]}`
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from planner.services.views import Basemap

SCALE = 100_000


def ground_of(basemap: Basemap) -> dict[str, Any]:
    """Streets and stations as `map.js` reads them; five decimals are about a metre."""
    return {
        "scale": SCALE,
        "streets": [line for line in map(_steps, basemap.streets) if len(line) > 2],
        "stations": [[name, round(lon, 5), round(lat, 5)] for name, lon, lat in basemap.stations],
    }


def compact_ground(basemap: Basemap) -> str:
    """The same as JSON without a space."""
    return json.dumps(ground_of(basemap), separators=(",", ":"))


def _steps(line: Sequence[tuple[float, float]]) -> list[int]:
    steps: list[int] = []
    x = y = 0
    for lon, lat in line:
        to_x, to_y = round(lon * SCALE), round(lat * SCALE)
        if not steps or (to_x, to_y) != (x, y):
            steps += [to_x - x, to_y - y]
        x, y = to_x, to_y
    return steps
