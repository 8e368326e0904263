"""The profiles that need no mapping: files that are known by their headings."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from planner.intake.profiles import Columns, Profile, fits

# data.police.uk moves every event to the nearest of its published points, which stand for several addresses each.
# How far it moved is not published: a hundred metres is our judgement for a town.
_POLICE_RADIUS_M = 100.0
_POLICE_IDENTITY = "data.police.uk"

POLICE_STREET = Profile(
    name="police-uk-street",
    partner="Police",
    identity=_POLICE_IDENTITY,
    radius_m=_POLICE_RADIUS_M,
    covers_more=True,
    snap_names=True,
    columns=Columns(
        id="Crime ID",
        month="Month",
        lon="Longitude",
        lat="Latitude",
        location=("Location",),
        category="Crime type",
        partner="Reported by",
        district="LSOA name",
    ),
)
POLICE_API = Profile(
    name="police-uk-api",
    partner="Police",
    identity=_POLICE_IDENTITY,
    radius_m=_POLICE_RADIUS_M,
    covers_more=True,
    snap_names=True,
    columns=Columns(
        id="persistent_id",
        month="month",
        lon="lng",
        lat="lat",
        location=("street_name",),
        category="category",
        partner="location_type",
    ),
    partners=MappingProxyType({"force": "Police", "btp": "British Transport Police"}),
)
# What people write to their council about. The time is that of the report, so the incident lies in the day before it.
FIXMYSTREET = Profile(
    name="fixmystreet",
    partner="FixMyStreet",
    time_is="report",
    columns=Columns(
        id="Report ID",
        reported="Created",
        lon="Longitude",
        lat="Latitude",
        category="Category",
        district="Ward",
    ),
)
# GeoReport v2: the times are those of the report; a service may leave out all but the identity and the time.
OPEN311 = Profile(
    name="open311",
    partner="Open311",
    time_is="report",
    optional=frozenset({"lon", "lat", "location", "postcode", "category"}),
    columns=Columns(
        id="service_request_id",
        reported="requested_datetime",
        lon="long",
        lat="lat",
        location=("address",),
        postcode="zipcode",
        category="service_name",
    ),
)
# The convention of analysts' tools for uncertain times; grid metres, and no partner's name.
AORISTIC = Profile(
    name="aoristic",
    partner="Analyst",
    optional=frozenset({"category"}),
    columns=Columns(start="DateTimeFrom", end="DateTimeTo", easting="X", northing="Y", category="Category"),
)
BUILT_IN: tuple[Profile, ...] = (POLICE_STREET, POLICE_API, FIXMYSTREET, OPEN311, AORISTIC)


def recognise(headings: Sequence[str], saved: Sequence[Profile] = ()) -> Profile | None:
    """The profile for a file with these headings: a built-in one, else the only saved one that fits best.

    The more columns a saved profile reads the better it fits; None when none fits, or two fit alike.
    """
    for profile in BUILT_IN:
        if profile is not AORISTIC and fits(profile, headings):
            return profile
    fitting = sorted((p for p in saved if fits(p, headings)), key=lambda p: -len(p.columns.headings()))
    if not fitting:
        # X, Y, from and to are anybody's words: a partner's own profile knows them better.
        return AORISTIC if fits(AORISTIC, headings) else None
    best = len(fitting[0].columns.headings())
    if len(fitting) > 1 and len(fitting[1].columns.headings()) == best:
        return None
    return fitting[0]
