"""Folium maps whose every file we serve and whose every word is set as text.

Folium writes names into HTML and into JavaScript template literals, where `${...}` runs. So nothing a person
typed goes through Folium: it draws outlines and numbered markers, and the names travel beside it as JSON that
`static/map.js` turns into labels with `textContent`.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement
from folium.template import Template
from markupsafe import Markup
from shapely import Polygon
from shapely.geometry import mapping

from planner.services.views import Basemap

# Every file a map may ask for, by the name Folium knows it by, and where it lies in our static folder.
SERVED_JS = {"leaflet": "vendor/leaflet.js"}
SERVED_CSS = {"leaflet_css": "vendor/leaflet.css"}

MARKER_PX = 30
SMALL_MARKER_PX, MANY_MARKERS = 26, 16  # still above the 24 pixels that a finger needs (WCAG 2.2, 2.5.8)
BOUNDARY_STYLE = {"color": "#1c3c5a", "weight": 3, "fill": False, "interactive": False}
OUTLINE_STYLE = {
    "color": "#8a3b00",
    "weight": 2,
    "dashArray": "6 4",
    "fillColor": "#f4a259",
    "fillOpacity": 0.25,
}


class UnservedAsset(Exception):  # noqa: N818  (read aloud as it stands)
    """A map asks for a file, or writes a piece of page, that we do not serve."""


@dataclass(frozen=True)
class MapMarker:
    """A numbered marker; `title` and `lines` become its label and pop-up, as text."""

    number: int
    lon: float
    lat: float
    bus: bool
    joint: bool
    title: str
    lines: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True)
class MapOutline:
    """A place's outline in WGS84 degrees, with its name."""

    name: str
    outline: Polygon


@dataclass(frozen=True)
class DrawnMap:
    """A map ready for a page: its element, its script, and the names that `map.js` reads from JSON."""

    element: Markup
    script: Markup
    names: Markup
    js: tuple[str, ...]
    css: tuple[str, ...]


class _ServedMap(folium.Map):
    """Folium's map with our files alone and nothing in the page's head (Folium's forbids zooming there)."""

    default_js = list(SERVED_JS.items())  # noqa: RUF012  (an instance variable to Folium)
    default_css = list(SERVED_CSS.items())  # noqa: RUF012
    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.label|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }}, crs: L.CRS.{{ this.crs }}, ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(tiles=None, prefer_canvas=True, attribution_control=False, zoom_snap=0.25, **options)
        self.label = label


class _NumberedMarker(MacroElement):
    """A marker with its number for an icon. Folium's own draws a default icon first and asks for its picture."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.marker({{ this.location|tojson }}, {icon: L.divIcon({
            html: {{ this.text|tojson }}, className: {{ this.kind|tojson }},
            iconSize: {{ this.size|tojson }}, iconAnchor: {{ this.anchor|tojson }}
        })}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, marker: MapMarker, size: int, anchor: tuple[int, int]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Session"
        self.location = [float(marker.lat), float(marker.lon)]
        self.text = f"{int(marker.number)}{'J' if marker.joint else ''}"
        kinds = ("session-marker", f"session-marker--{'bus' if marker.bus else 'foot'}")
        self.kind = " ".join((*kinds, "session-marker--joint") if marker.joint else kinds)
        self.size = [size, size]
        self.anchor = list(anchor)


def draw_map(
    label: str,
    basemap: Basemap,
    *,
    markers: Sequence[MapMarker] = (),
    outlines: Sequence[MapOutline] = (),
    close_up: bool = False,
) -> DrawnMap:
    """Draw the area's outline, the places' outlines and the numbered markers.

    Parameters
    ----------
    label
        The map's accessible name.
    close_up
        Show the markers and outlines rather than the whole area.
    """
    west, south, east, north = basemap.bounds
    drawn = _ServedMap(label, location=[(south + north) / 2, (west + east) / 2], zoom_start=12)
    folium.GeoJson(_feature(basemap.boundary, BOUNDARY_STYLE), name="boundary").add_to(drawn)
    named_outlines = [(_add_outline(drawn, outline), outline.name) for outline in outlines]
    size = SMALL_MARKER_PX if len(markers) > MANY_MARKERS else MARKER_PX
    anchors = _anchors(markers, size)
    named_markers = [
        (_add_marker(drawn, m, size, anchor), m) for m, anchor in zip(markers, anchors, strict=True)
    ]
    drawn.fit_bounds(_bounds(basemap, markers, outlines) if close_up else [[south, west], [north, east]])
    names: dict[str, object] = {
        "map": drawn.get_name(),
        "markers": [
            {
                "marker": name,
                "number": m.number,
                "title": m.title,
                "lines": list(m.lines),
                "day": m.day.isoformat() if m.day else None,
            }
            for name, m in named_markers
        ],
        "outlines": [{"outline": layer, "name": name} for layer, name in named_outlines],
    }
    return _take_apart(drawn, names)


def _feature(geometry: object, style: dict[str, object]) -> dict[str, object]:
    return {"type": "Feature", "properties": {"style": style}, "geometry": _rounded(geometry)}


def _rounded(geometry: object) -> object:
    """Five decimals of a degree are about a metre; more only make the page heavier."""
    if isinstance(geometry, float):
        return round(geometry, 5)
    if isinstance(geometry, dict):
        return {key: _rounded(value) for key, value in geometry.items()}
    return [_rounded(part) for part in geometry] if isinstance(geometry, list | tuple) else geometry


def _add_outline(drawn: folium.Map, outline: MapOutline) -> str:
    layer = folium.GeoJson(_feature(mapping(outline.outline), OUTLINE_STYLE))
    layer.add_to(drawn)
    return str(layer.get_name())


def _add_marker(drawn: folium.Map, marker: MapMarker, size: int, anchor: tuple[int, int]) -> str:
    drawn_marker = _NumberedMarker(marker, size, anchor)
    drawn_marker.add_to(drawn)
    return str(drawn_marker.get_name())


def _anchors(markers: Sequence[MapMarker], size: int) -> list[tuple[int, int]]:
    """Set markers of one spot side by side, in rows of up to four, so that none hides another."""
    groups: dict[tuple[float, float], list[int]] = defaultdict(list)
    for i, marker in enumerate(markers):
        groups[round(marker.lon, 4), round(marker.lat, 4)].append(i)
    anchors = [(size // 2, size // 2)] * len(markers)
    for members in groups.values():
        columns = min(4, math.ceil(math.sqrt(len(members))))
        rows = math.ceil(len(members) / columns)
        for k, i in enumerate(members):
            row, column = divmod(k, columns)
            across, down = columns / 2 - column, rows / 2 - row
            anchors[i] = (round(across * (size + 2)), round(down * (size + 2)))
    return anchors


def _bounds(
    basemap: Basemap, markers: Sequence[MapMarker], outlines: Sequence[MapOutline]
) -> list[list[float]]:
    margin = 0.004  # about 400 m: the streets around what is shown
    boxes = [o.outline.bounds for o in outlines] + [(m.lon, m.lat, m.lon, m.lat) for m in markers]
    if not boxes:
        west, south, east, north = basemap.bounds
        return [[south, west], [north, east]]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return [[south - margin, west - margin], [north + margin, east + margin]]


def _take_apart(drawn: folium.Map, names: dict[str, object]) -> DrawnMap:
    figure = drawn.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("A map outside a figure cannot be taken apart.")
    for child in list(figure._children.values()):
        child.render()
    js, css = _files(figure)
    return DrawnMap(
        element=Markup(_rendered(figure.html)),  # noqa: S704  (our own template; the label is escaped in it)
        script=Markup(_safe_script(_rendered(figure.script))),  # noqa: S704  (checked in _safe_script)
        names=json_for_script(names),
        js=tuple(js),
        css=tuple(css),
    )


def _rendered(element: Element) -> str:
    return "\n".join(child.render() for child in element._children.values())


def _files(figure: Figure) -> tuple[list[str], list[str]]:
    """Resolve every reference in the head to a file of ours; refuse anything else that wants to be there."""
    js, css = [], []
    for name, child in figure.header._children.items():
        if isinstance(child, JavascriptLink) and SERVED_JS.get(name) == child.url:
            js.append(child.url)
        elif isinstance(child, CssLink) and SERVED_CSS.get(name) == child.url:
            css.append(child.url)
        elif name != "meta_http":  # the page has its own character set
            what = getattr(child, "url", None) or child.render()[:200]
            raise UnservedAsset(
                f"A map asks for {name!r} ({what}), which we do not serve. Add it to web/maps.py."
            )
    return js, css


def _safe_script(script: str) -> str:
    """Refuse a script that could hold text of a person's: markup, a template literal, a closing tag."""
    for mark in ("<", "`", "${"):
        if mark in script:
            at = script.index(mark)
            raise UnservedAsset(f"A map's script holds {mark!r}: ...{script[max(0, at - 40) : at + 40]}...")
    return script


def json_for_script(value: object) -> Markup:
    """Write JSON that no HTML parser can read as markup, for a script block of type application/json."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    for mark in "<>&":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704  (escaped just above)
