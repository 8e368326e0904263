"""Maps of the analysis cells: the ground by Folium, the cells by `static/lab.js`, from JSON."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from planner.services.squares import CountedSquares, Ring
from web.maps import DrawnMap, draw_map, json_for_script
from web.page_maps import the_basemap
from web.words import count_words


@dataclass(frozen=True)
class CellMap:
    """The ground, drawn by Folium, and what `lab.js` draws on it from JSON."""

    drawn: DrawnMap
    shown: Markup


def map_corners(ring: Ring) -> list[list[float]]:
    """A ring as Leaflet takes it: latitude first, to about a metre."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in ring]


def squares_map(counted: CountedSquares) -> CellMap | None:
    """How many incidents of an import lie where; None without ground or incident."""
    basemap = the_basemap()
    if basemap is None or not counted.squares:
        return None
    most = counted.squares[-1].incidents
    cells = [
        {
            "corners": map_corners(one.corners),
            "share": round(one.incidents / most, 3),
            "words": count_words(one.incidents, "incident"),
        }
        for one in counted.squares
    ]
    return CellMap(draw_map("Map of what came in", basemap), json_for_script({"cells": cells}))
