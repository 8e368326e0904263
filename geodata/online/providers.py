"""The two services and what they answer, brought to one form."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

from geopy.adapters import AdapterHTTPError, URLLibAdapter
from geopy.exc import GeocoderParseError
from geopy.geocoders import Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location as GeopyLocation
from geopy.point import Point

from geodata.crs import BRITISH_NATIONAL_GRID, MetricCrs
from geodata.online.settings import OnlineSettings
from geodata.study_area import StudyArea

# At its lower levels geopy logs the addresses it asks, which hold the texts.
logging.getLogger("geopy").setLevel(logging.WARNING)

USER_AGENT = "outreach-planner"
MOST_RESULTS = 5
# A place of these kinds is no better known than this, in metres; "" is any other kind.
_RADII_M = {
    "house": 60.0, "postcode": 100.0, "railway station": 120.0, "station": 120.0, "school": 150.0,
    "primary education": 150.0, "secondary education": 150.0, "": 150.0,
}  # fmt: skip
# A street or settlement is as wide as its box, and a little more.
_MARGIN_M = 80.0


@dataclass(frozen=True, slots=True)
class Found:
    """One of a service's results, in metres of the study area's CRS."""

    x: float
    y: float
    radius_m: float
    name: str
    kind: str


Ask = Callable[[str], list[Found]]


def make_asker(settings: OnlineSettings, area: StudyArea) -> Ask:
    """A function from a text to the service's results in the area; geopy's exceptions pass through it."""
    if settings.provider == "os-names":
        return partial(_ask_os_names, _os_names(settings), area)
    return partial(_ask_nominatim, _nominatim(settings), area)


class _SameHostOnly(HTTPRedirectHandler):
    """Follows no redirection to another host: the person agreed to one."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urlsplit(newurl).netloc != urlsplit(req.full_url).netloc:
            raise URLError("it sends us on to another host")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class OneHostAdapter(URLLibAdapter):  # type: ignore[misc]
    """geopy's plain adapter, which never leaves the host it was given."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self.urlopen = build_opener(
            ProxyHandler(proxies), HTTPSHandler(context=ssl_context), _SameHostOnly()
        ).open

    def get_text(self, url: str, *, timeout: Any, headers: Any) -> str:
        """The answer's text; an error's text is dropped, since geopy logs it and it may repeat the key."""
        try:
            return str(super().get_text(url, timeout=timeout, headers=headers))
        except AdapterHTTPError as error:
            raise AdapterHTTPError(
                "an error", status_code=error.status_code, headers=error.headers, text=None
            ) from None


class OSNames(Geocoder):  # type: ignore[misc]
    """The find operation of the OS Names API; geopy has no geocoder for it.

    References
    ----------
    OS Names API technical specification, Ordnance Survey Data Hub.
    """

    def __init__(self, key: str, url: str, **options: Any) -> None:
        super().__init__(scheme=urlsplit(url).scheme, **options)
        self._key = key
        self._url = url.rstrip("/") + "/find"

    def geocode(
        self,
        query: str,
        *,
        box: tuple[float, float, float, float],
        limit: int = MOST_RESULTS,
        timeout: Any = DEFAULT_SENTINEL,
    ) -> list[GeopyLocation]:
        """Entries that match a text inside a box of British National Grid metres (west, south, east, north)."""
        bounds = ",".join(f"{edge:.0f}" for edge in box)
        asked = {
            "query": query,
            "maxresults": limit,
            "fq": f"BBOX:{bounds}",
            "format": "JSON",
            "key": self._key,
        }
        return list(self._call_geocoder(f"{self._url}?{urlencode(asked)}", self._read, timeout=timeout))

    def _read(self, answer: Any) -> list[GeopyLocation]:
        # Without a match there is a header and no results.
        try:
            entries = [result["GAZETTEER_ENTRY"] for result in answer.get("results", [])]
            x = [float(entry["GEOMETRY_X"]) for entry in entries]
            y = [float(entry["GEOMETRY_Y"]) for entry in entries]
            lon, lat = MetricCrs(BRITISH_NATIONAL_GRID).to_lonlat(x, y)
            return [
                GeopyLocation(str(entry["NAME1"]), Point(lat[at], lon[at]), entry)
                for at, entry in enumerate(entries)
            ]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise GeocoderParseError("the answer is not in the form of the OS Names API") from error


def _os_names(settings: OnlineSettings) -> OSNames:
    return OSNames(
        settings.key,
        settings.url,
        timeout=settings.timeout_s,
        user_agent=USER_AGENT,
        adapter_factory=OneHostAdapter,
    )


def _nominatim(settings: OnlineSettings) -> Nominatim:
    parts = urlsplit(settings.url)
    return Nominatim(
        domain=parts.netloc + parts.path.rstrip("/").removesuffix("/search"),
        scheme=parts.scheme,
        timeout=settings.timeout_s,
        user_agent=USER_AGENT,
        adapter_factory=OneHostAdapter,
    )


def _ask_os_names(service: OSNames, area: StudyArea, text: str) -> list[Found]:
    if not area.crs.is_british:
        return []
    found = []
    for location in service.geocode(text, box=area.metric_boundary.bounds):
        entry = location.raw
        kind = str(entry.get("LOCAL_TYPE", "")).casefold()
        x, y = float(entry["GEOMETRY_X"]), float(entry["GEOMETRY_Y"])
        box = [entry.get(f"MBR_{edge}") for edge in ("XMIN", "YMIN", "XMAX", "YMAX")]
        corners = [(box[0], box[1]), (box[2], box[3])] if all(value is not None for value in box) else []
        found.append(Found(x, y, _radius_m(kind, x, y, corners), str(entry["NAME1"]), kind))
    return _inside(found, area)


def _ask_nominatim(service: Nominatim, area: StudyArea, text: str) -> list[Found]:
    west, south, east, north = area.boundary.bounds
    results = service.geocode(
        text,
        exactly_one=False,
        limit=MOST_RESULTS,
        viewbox=[Point(south, west), Point(north, east)],
        bounded=True,
        country_codes="gb" if area.crs.is_british else None,
        namedetails=True,
    )
    found = []
    for location in results or []:
        raw = location.raw
        kind = str(raw.get("addresstype") or raw.get("type") or "").casefold()
        kind = "house" if kind in ("house", "building", "place") or raw.get("place_rank") == 30 else kind
        x, y = area.crs.to_metres(location.longitude, location.latitude)
        box = [float(edge) for edge in raw.get("boundingbox") or []]
        corners = []
        if len(box) == 4 and kind != "house":
            xs, ys = area.crs.to_metres([box[2], box[3]], [box[0], box[1]])
            corners = list(zip(xs.tolist(), ys.tolist(), strict=True))
        name = (raw.get("namedetails") or {}).get("name") or raw.get("name") or location.address
        found.append(Found(float(x), float(y), _radius_m(kind, float(x), float(y), corners), str(name), kind))
    return _inside(found, area)


def _radius_m(kind: str, x: float, y: float, corners: Iterable[tuple[Any, Any]]) -> float:
    """As far as the corners of the place's box, where it has one; a kind's usual radius otherwise."""
    reaches = [math.dist((x, y), (float(cx), float(cy))) for cx, cy in corners]
    usual = _RADII_M.get(kind, _RADII_M[""])
    return max([usual, *(reach + _MARGIN_M for reach in reaches)])


def _inside(found: list[Found], area: StudyArea) -> list[Found]:
    """Those in the study area itself; a box around it reaches further."""
    return [one for one in found if bool(area.contains_metres(one.x, one.y))]
