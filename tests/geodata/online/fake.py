"""A Nominatim and an OS Names API on this machine, in the true form of both."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.geodata.builders import GRID

Answer = tuple[int, Any, dict[str, str]]


def nominatim_place(name: str, x: float, y: float, half_m: float = 10, kind: str = "road") -> dict[str, Any]:
    """A result of Nominatim's search, format json."""
    lon, lat = (float(value) for value in GRID.to_lonlat(x, y))
    west, south = (float(value) for value in GRID.to_lonlat(x - half_m, y - half_m))
    east, north = (float(value) for value in GRID.to_lonlat(x + half_m, y + half_m))
    return {
        "place_id": 1, "licence": "Data © OpenStreetMap contributors, ODbL 1.0.", "osm_type": "way", "osm_id": 7,
        "lat": f"{lat:.7f}", "lon": f"{lon:.7f}", "class": "highway", "type": "residential", "place_rank": 26,
        "importance": 0.05, "addresstype": kind, "name": name, "display_name": f"{name}, Testford, England",
        "namedetails": {"name": name},
        "boundingbox": [f"{south:.7f}", f"{north:.7f}", f"{west:.7f}", f"{east:.7f}"],
    }  # fmt: skip


def os_names_entry(name: str, x: float, y: float, kind: str = "Named Road") -> dict[str, Any]:
    """A result of the OS Names API's find."""
    return {
        "GAZETTEER_ENTRY": {
            "ID": "osgb4000000019999999", "NAMES_URI": "http://data.ordnancesurvey.co.uk/id/4000000019999999",
            "NAME1": name, "TYPE": "transportNetwork", "LOCAL_TYPE": kind, "GEOMETRY_X": x, "GEOMETRY_Y": y,
            "MOST_DETAIL_VIEW_RES": 2500, "LEAST_DETAIL_VIEW_RES": 15000, "MBR_XMIN": x - 150, "MBR_YMIN": y - 20,
            "MBR_XMAX": x + 150, "MBR_YMAX": y + 20, "POSTCODE_DISTRICT": "HR1", "POPULATED_PLACE": "Testford",
            "COUNTRY": "England",
        }
    }  # fmt: skip


def os_names_answer(*entries: dict[str, Any]) -> dict[str, Any]:
    """The whole answer: without a match it has no results at all."""
    header = {
        "uri": "",
        "query": "",
        "format": "JSON",
        "maxresults": 5,
        "offset": 0,
        "totalresults": len(entries),
    }
    return {"header": header, "results": list(entries)} if entries else {"header": header}


@dataclass
class Fake:
    """A service, what it was asked, and what it answers: a status, a body (as JSON) and headers."""

    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Callable[[dict[str, str]], Answer] = lambda _query: (200, [], {})


@contextmanager
def serving() -> Iterator[Fake]:
    """A fake service on a free port of this machine."""
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            fake.asked.append((parts.path, query))
            status, body, headers = fake.answer(query)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
