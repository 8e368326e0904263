"""The maps of the pages, from what the use cases give."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from flask import current_app

from models.places import Hotspot
from models.week import day_words
from planner.rota.result import Deployment
from planner.services.views import Basemap
from web.current import outreach
from web.maps import DrawnMap, MapMarker, MapOutline, draw_map
from web.words import hours_words, mode_words


def ground_version() -> str:
    """A tag that changes when streets or stations do."""
    return hashlib.sha256(outreach().basemap_version().encode()).hexdigest()[:24]


def the_basemap() -> Basemap | None:
    """The basemap, made once for each version of the ground."""
    version = ground_version()
    kept = current_app.extensions.get("basemap")
    if kept is None or kept[0] != version:
        kept = current_app.extensions["basemap"] = (version, outreach().basemap())
    basemap: Basemap | None = kept[1]
    return basemap


def in_order(deployments: Iterable[Deployment]) -> list[Deployment]:
    """Deployments by start: their place in this list is their number on page and map."""
    return sorted(deployments, key=lambda d: (d.start, d.end, d.id))


def session_title(deployment: Deployment, names: Mapping[str, str]) -> str:
    """`East Street, Friday 27 November, 3pm to 6pm`."""
    place = names.get(deployment.place, deployment.place)
    return f"{place}, {day_words(deployment.start.date())}, {hours_words(deployment)}"


def _lines(deployment: Deployment, names: Mapping[str, str]) -> tuple[str, ...]:
    lines = [f"{mode_words(deployment)}, from {names.get(deployment.site, deployment.site)}"]
    if deployment.joint:
        partner = names.get(deployment.joint.partner, deployment.joint.partner)
        lines.append(f"Joint session with {partner}")
    else:
        lines.append("Youth-led")
    return tuple(lines)


def session_markers(deployments: Sequence[Deployment], names: Mapping[str, str]) -> list[MapMarker]:
    """One marker a deployment, numbered from 1 in the order given."""
    return [
        MapMarker(
            number=i,
            lon=d.lon,
            lat=d.lat,
            bus=d.mode == "bus",
            joint=d.joint is not None,
            title=session_title(d, names),
            lines=_lines(d, names),
            day=d.start.date(),
        )
        for i, d in enumerate(deployments, start=1)
    ]


def outlines_of(hotspots: Iterable[Hotspot]) -> list[MapOutline]:
    """The hotspots' outlines with their names."""
    return [MapOutline(h.place.name, h.place.outline) for h in hotspots]


def sessions_map(
    label: str,
    deployments: Sequence[Deployment],
    names: Mapping[str, str],
    hotspots: Iterable[Hotspot],
    *,
    close_up: bool = False,
) -> DrawnMap | None:
    """The map of some sessions and places, or None while no area is set."""
    basemap = the_basemap()
    if basemap is None:
        return None
    markers = session_markers(deployments, names)
    return draw_map(label, basemap, markers=markers, outlines=outlines_of(hotspots), close_up=close_up)
