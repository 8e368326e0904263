"""Reading the mapping file (TOML) that people write for a partner, with errors they can act on."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from planner.intake.kinds import KIND_BY_ID
from planner.intake.profiles import (
    NO_WORDS,
    YES_WORDS,
    CategoryRule,
    Columns,
    FileHints,
    Profile,
    YouthRelated,
)

_FIELDS = tuple(one.name for one in fields(Columns))
_YOUTH = get_args(YouthRelated)
_TOP: dict[str, type | tuple[type, ...]] = {
    "partner": str,
    "identity": str,
    "rows": str,
    "time_is": str,
    "report_lag_h": (int, float),
    "time_zone": str,
    "day_first": bool,
    "midnight_is_unknown": bool,
    "radius_m": (int, float),
    "crs": int,
    "covers_more": bool,
    "file": dict,
    "columns": dict,
    "categories": dict,
    "partners": dict,
    "youth": dict,
}
_FILE: dict[str, type | tuple[type, ...]] = {
    "delimiter": str,
    "encoding": str,
    "sheet": str,
    "header_row": int,
}
_WHAT = {str: "text in quotes", bool: "true or false", int: "a whole number", dict: "a [table]"}
_DISCOVERED = "discovered"


def read_profile(path: Path | str, name: str | None = None) -> Profile:
    """The profile of a mapping file; its name is the file's stem unless given.

    Raises
    ------
    BadInput
        When the file is not TOML or says something a profile cannot mean.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path.name} cannot be read as text ({error}). Give a mapping file in TOML."
        ) from None
    return parse_profile(text, name or path.stem, source=path.name)


def parse_profile(text: str, name: str, source: str | None = None) -> Profile:
    """The profile that a mapping's text describes.

    Raises
    ------
    BadInput
        When the text is not TOML or says something a profile cannot mean.
    """
    where = source or f"The profile {name}"
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where} is not TOML: {error}. See docs/profiles.md for an example.") from None
    try:
        return _profile(table, name)
    except BadInput as error:
        raise BadInput(f"{where}: {error}") from None


def _profile(table: Mapping[str, Any], name: str) -> Profile:
    _check_types(table, _TOP, "setting")
    for needed in ("partner", "columns"):
        if not table.get(needed):
            raise BadInput(f'{needed!r} is missing. A profile needs partner = "..." and a [columns] table.')
    if table.get("rows", "reported") != "reported":
        if table["rows"] == _DISCOVERED:
            raise BadInput(
                'rows = "discovered" (stop and search, arrests, proactive finds, our own visits) are never '
                "brought in: demand is learned from what people report."
            )
        raise BadInput(f'rows = {table["rows"]!r} means nothing. Write "reported" or "discovered".')
    settings = {key: table[key] for key in _PLAIN if key in table}
    _check_plain(settings)
    yes, no, default = _youth(table.get("youth", {}))
    return Profile(
        name=name,
        columns=_columns(table["columns"]),
        file=_file(table.get("file", {})),
        categories=MappingProxyType(
            {
                key.strip().casefold(): _category(key, value)
                for key, value in table.get("categories", {}).items()
            }
        ),
        partners=MappingProxyType(
            {key.strip().casefold(): str(v) for key, v in table.get("partners", {}).items()}
        ),
        youth_yes=yes,
        youth_no=no,
        youth_default=default,
        **settings,
    )


_PLAIN = (
    "partner",
    "identity",
    "time_is",
    "report_lag_h",
    "time_zone",
    "day_first",
    "midnight_is_unknown",
    "radius_m",
    "crs",
    "covers_more",
)


def _check_types(table: Mapping[str, Any], known: Mapping[str, type | tuple[type, ...]], what: str) -> None:
    for key, value in table.items():
        if key not in known:
            raise BadInput(f"there is no {what} {key!r}. There are: {', '.join(known)}.")
        wanted = known[key]
        # bool is an int to Python, but `radius_m = true` is a slip.
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            words = "a number" if isinstance(wanted, tuple) else _WHAT[wanted]
            raise BadInput(f"{key} must be {words}, not {value!r}.")


def _check_plain(settings: Mapping[str, Any]) -> None:
    if settings.get("time_is", "incident") not in ("incident", "report"):
        raise BadInput(f'time_is = {settings["time_is"]!r} means nothing. Write "incident" or "report".')
    if not 0 <= settings.get("radius_m", 0) <= 5000:
        raise BadInput(f"radius_m = {settings['radius_m']} is not between 0 and 5000 metres.")
    if not 0 < settings.get("report_lag_h", 24) <= 24 * 31:
        raise BadInput(f"report_lag_h = {settings['report_lag_h']} is not between 0 and 744 hours (a month).")
    if "crs" in settings and not 1024 <= settings["crs"] <= 32767:
        raise BadInput(f"crs = {settings['crs']} is not an EPSG code. The British National Grid is 27700.")
    if "time_zone" in settings:
        try:
            ZoneInfo(settings["time_zone"])
        except (KeyError, ValueError, OSError):
            raise BadInput(
                f'time_zone = {settings["time_zone"]!r} is not known. Write it like "Europe/London".'
            ) from None


def _columns(table: Mapping[str, Any]) -> Columns:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _FIELDS:
            raise BadInput(f"[columns] has no field {key!r}. There are: {', '.join(_FIELDS)}.")
        headings = value if isinstance(value, list) else [value]
        if not all(isinstance(heading, str) and heading.strip() for heading in headings) or not headings:
            raise BadInput(f"[columns] {key} must be a heading in quotes, not {value!r}.")
        if key != "location" and isinstance(value, list):
            raise BadInput(f"[columns] {key} must be one heading. Only location may be a list.")
        found[key] = tuple(headings) if key == "location" else value
    columns = Columns(**found)
    for one, other in (("lon", "lat"), ("easting", "northing")):
        if bool(getattr(columns, one)) != bool(getattr(columns, other)):
            raise BadInput(f"[columns] has only one of {one} and {other}. Give both, or neither.")
    if not (columns.start or columns.date or columns.month or columns.reported):
        raise BadInput(
            '[columns] names no time. Give start, date or month (or reported, with time_is = "report").'
        )
    if columns.start and columns.date:
        raise BadInput("[columns] has both start and date. Give start alone, or date with time.")
    if not (columns.lon or columns.easting or columns.location or columns.postcode):
        raise BadInput(
            "[columns] names no place. Give location, postcode, lon and lat, or easting and northing."
        )
    return columns


def _file(table: Mapping[str, Any]) -> FileHints:
    _check_types(table, _FILE, "[file] setting")
    if "delimiter" in table and len(table["delimiter"]) != 1:
        raise BadInput(f"[file] delimiter must be one character, not {table['delimiter']!r}.")
    if table.get("header_row", 1) < 1:
        raise BadInput("[file] header_row counts from 1.")
    if "encoding" in table:
        try:
            codecs.lookup(table["encoding"])
        except LookupError:
            raise BadInput(
                f'[file] encoding {table["encoding"]!r} is not known. Try "utf-8" or "cp1252".'
            ) from None
    return FileHints(**table)


def _category(word: str, value: Any) -> CategoryRule:
    if value == _DISCOVERED:
        return CategoryRule("other", discovered=True)
    entry = {"kind": value} if isinstance(value, str) else value
    if not isinstance(entry, dict) or not set(entry) <= {"kind", "youth_related"}:
        raise BadInput(
            f'[categories] {word!r} must be a kind in quotes, "discovered", or {{ kind = ..., youth_related = ... }}.'
        )
    kind, youth = entry.get("kind", "other"), entry.get("youth_related")
    if kind not in KIND_BY_ID:
        raise BadInput(
            f"[categories] {word!r}: there is no kind {kind!r}. There are: {', '.join(KIND_BY_ID)}."
        )
    if youth is not None and youth not in _YOUTH:
        raise BadInput(f'[categories] {word!r}: youth_related is "yes", "no" or "unknown", not {youth!r}.')
    return CategoryRule(kind, youth)


def _youth(table: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str], YouthRelated]:
    if extra := set(table) - {"default", "yes", "no"}:
        raise BadInput(f"[youth] has no setting {sorted(extra)[0]!r}. There are: default, yes, no.")
    default = table.get("default", "unknown")
    if default not in _YOUTH:
        raise BadInput(f'[youth] default is "yes", "no" or "unknown", not {default!r}.')
    words: list[frozenset[str]] = []
    for key in ("yes", "no"):
        value = table.get(key, [])
        if not isinstance(value, list):
            raise BadInput(f'[youth] {key} must be a list of words, like ["Y"].')
        words.append(frozenset(str(word).strip().casefold() for word in value))
    if both := words[0] & words[1]:
        raise BadInput(f"[youth] {sorted(both)[0]!r} stands under both yes and no.")
    # What the partner says wins over our own words.
    return words[0] | (YES_WORDS - words[1]), words[1] | (NO_WORDS - words[0]), default
