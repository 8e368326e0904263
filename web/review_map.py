"""The map of one row that waits: the ground by Folium; the candidates and the pin by `static/review.js`, from JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from markupsafe import Markup

from planner.services.review_views import ReviewPage
from web.maps import DrawnMap, draw_map, json_for_script
from web.page_maps import the_basemap

METRES_PER_DEGREE = 111_320.0
MARGIN_M = 400.0


@dataclass(frozen=True)
class ReviewMap:
    """The ground, and what `review.js` draws on it."""

    drawn: DrawnMap
    candidates: Markup


def review_map(row: ReviewPage) -> ReviewMap | None:
    """The map to choose a candidate on or put a pin on; None while no area is set."""
    basemap = the_basemap()
    if basemap is None:
        return None
    shown = replace(basemap, bounds=_around(row)) if row.candidates else basemap
    return ReviewMap(
        drawn=draw_map("Map to choose a place on", shown),
        candidates=json_for_script(
            {
                "candidates": [
                    {
                        "number": i,
                        "value": f"candidate-{i - 1}",
                        "label": one.label,
                        "lon": one.lon,
                        "lat": one.lat,
                        "radius_m": one.radius_m,
                    }
                    for i, one in enumerate(row.candidates, start=1)
                ],
            }
        ),
    )


def _around(row: ReviewPage) -> tuple[float, float, float, float]:
    """West, south, east and north of the candidates with their circles, and the streets around them."""
    boxes = []
    for one in row.candidates:
        high = (one.radius_m + MARGIN_M) / METRES_PER_DEGREE
        wide = high / math.cos(math.radians(one.lat))
        boxes.append((one.lon - wide, one.lat - high, one.lon + wide, one.lat + high))
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
