"""What may stand in a map, and what may not."""

from __future__ import annotations

import json

import folium
import pytest
from folium.plugins import MarkerCluster

from tests.web.fake_places import HOSTILE_NAMES, make_basemap, make_hotspot
from web.ground import compact_ground, ground_of
from web.maps import (
    MapMarker,
    MapOutline,
    UnservedAsset,
    _safe_script,
    _ServedMap,
    _take_apart,
    draw_map,
    json_for_script,
)

BASEMAP = make_basemap(("Central station",))


def make_marker(number: int, lon: float = 0.02, title: str = "Somewhere") -> MapMarker:
    """A foot session's marker."""
    return MapMarker(number, lon, 52.02, bus=False, joint=False, title=title)


def test_a_map_asks_for_leaflet_alone_from_our_own_folder() -> None:
    drawn = draw_map("A map", BASEMAP, markers=[make_marker(1)])
    assert drawn.js == ("vendor/leaflet.js",)
    assert drawn.css == ("vendor/leaflet.css",)
    assert "http" not in drawn.script + drawn.element


def test_a_map_with_a_plugin_we_do_not_serve_fails_loudly() -> None:
    drawn = _ServedMap("A map", location=[52.0, 0.0])
    MarkerCluster().add_to(drawn)
    with pytest.raises(UnservedAsset, match="which we do not serve"):
        _take_apart(drawn, {})


def test_a_map_that_writes_into_the_pages_head_fails_loudly() -> None:
    drawn = _ServedMap("A map", location=[52.0, 0.0])
    folium.map.CustomPane("pane").add_to(drawn)
    drawn.get_root().header.add_child(folium.Element("<style>body{}</style>"), name="own style")
    with pytest.raises(UnservedAsset, match="own style"):
        _take_apart(drawn, {})


@pytest.mark.parametrize("script", ["var a = `${alert(1)}`;", "</script><script>", "var a = '${x}';"])
def test_a_script_that_could_hold_a_persons_text_is_refused(script: str) -> None:
    with pytest.raises(UnservedAsset):
        _safe_script(script)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_travel_as_json_that_no_parser_can_read_as_markup(name: str) -> None:
    outline = MapOutline(name, make_hotspot(1, name).place.outline)
    drawn = draw_map("A map", BASEMAP, markers=[make_marker(1, title=name)], outlines=[outline])
    assert name not in drawn.script
    assert not set("<>&") & set(drawn.names)
    names = json.loads(drawn.names)
    assert names["markers"][0]["title"] == name
    assert names["outlines"][0]["name"] == name


def test_json_for_a_script_block_reads_back_the_same() -> None:
    value = {"a": "</script><!--&", "b": [1, 2.5, None, "é\u2028"]}
    assert json.loads(json_for_script(value)) == value


def test_a_map_label_is_escaped() -> None:
    assert 'aria-label="&#34;&gt;&lt;b&gt;"' in draw_map('"><b>', BASEMAP).element


def test_markers_of_one_spot_stand_side_by_side() -> None:
    script = draw_map("A map", BASEMAP, markers=[make_marker(i) for i in (1, 2, 3)]).script
    anchors = {line.split("iconAnchor:")[1].strip() for line in script.splitlines() if "iconAnchor" in line}
    assert len(anchors) == 3


def test_the_ground_is_compact_and_reads_back_within_a_metre() -> None:
    ground = json.loads(compact_ground(BASEMAP))
    steps, scale = ground["streets"][3], ground["scale"]
    x, y = [sum(steps[i::2][: k + 1]) / scale for i in (0, 1) for k in [len(steps) // 2 - 1]]
    lon, lat = BASEMAP.streets[3][-1]
    assert abs(x - lon) < 1e-5
    assert abs(y - lat) < 1e-5
    points = sum(len(line) for line in BASEMAP.streets)
    assert len(compact_ground(BASEMAP)) < 12 * points


def test_a_street_of_one_point_is_no_line() -> None:
    from dataclasses import replace

    ground = ground_of(replace(BASEMAP, streets=(((0.1, 52.0), (0.1, 52.0)),)))
    assert ground["streets"] == []
