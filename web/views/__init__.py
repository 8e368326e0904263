"""One thin module a room: parse a typed address, call one use case, render."""

from __future__ import annotations

from flask import Flask

from web import people
from web.converters import WeekConverter
from web.views import (
    account,
    accounts,
    duplicates,
    fixed,
    home,
    hotspots,
    imports,
    joint,
    lab,
    operations,
    place_reviews,
    places,
    replanning,
    reports,
    review,
    sessions,
    sign_in,
    tasks,
    today,
    weeks,
    what_if,
    wizard,
)

ROOMS = (
    home,
    sign_in,
    weeks,
    joint,
    sessions,
    fixed,
    replanning,
    what_if,
    places,
    operations,
    place_reviews,
    today,
    hotspots,
    lab,
    reports,
    wizard,
    imports,
    duplicates,
    review,
    tasks,
    account,
    accounts,
)


def init_app(app: Flask) -> None:
    """Register every room."""
    app.url_map.converters["week"] = WeekConverter
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    people.limit_tries(app, people.limiter_of(app), "sign_in.show")
