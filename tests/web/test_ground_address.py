"""The ground beneath the maps is sent once."""

from __future__ import annotations

from flask import Flask

from tests.web.builders import signed_in
from tests.web.fakes import FakeOutreach


def test_a_browser_keeps_the_ground_until_it_changes(app: Flask, outreach: FakeOutreach) -> None:
    client = signed_in(app, "worker")
    first = client.get("/map/ground.json")
    assert len(first.json["streets"]) == 40
    tag = first.headers["ETag"]

    again = client.get("/map/ground.json", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")

    outreach.place_names = ("Another station", *outreach.place_names[1:])
    changed = client.get("/map/ground.json", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json["stations"][0][0] == "Another station"
