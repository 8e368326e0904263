"""A corpus of small messy files, one mess each, with what is to come of it.

Written by code, so that each mess can be read here. The outcome is (incidents, duplicates, review, rejected), or words
of the refusal.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.planner.intake.builders import (
    COUNCIL,
    COUNCIL_HEADINGS,
    LAT,
    LON,
    STREET_HEADINGS,
    council_row,
    make_csv,
    make_gzip,
    make_text,
    make_xlsx,
    make_zip,
    street_bytes,
    street_row,
)

COORDINATES = 'partner = "P"\n[columns]\nstart = "When"\nlon = "Lon"\nlat = "Lat"\nlocation = "Where"\n'
GRID = 'partner = "P"\n[columns]\nstart = "When"\neasting = "E"\nnorthing = "N"\n'
APART = 'partner = "P"\n[columns]\ndate = "Day"\ntime = "Time"\ntime_to = "Until"\n' + (
    'postcode = "PC"\nlocation = ["Road", "Near"]\n'
)
WHEN = "12/03/2026 16:05"
HEAD = ",".join(COUNCIL_HEADINGS)
GOOD = f"1,{WHEN},,High Street,ASB,Yes,"


@dataclass(frozen=True)
class Mess:
    """A file and what is to come of it."""

    name: str
    write: Callable[[Path], Path]
    expected: tuple[int, int, int, int] | str
    profile: str | None = COUNCIL


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    """A writer of this text."""
    return lambda path: make_text(path, content, encoding)


def rows(*content: list[object], delimiter: str = ",", encoding: str = "utf-8") -> Callable[[Path], Path]:
    """A writer of these rows."""
    return lambda path: make_csv(path, content, delimiter=delimiter, encoding=encoding)


def council(*content: list[object], **options: str) -> Callable[[Path], Path]:
    """A writer of council rows."""
    return rows(list(COUNCIL_HEADINGS), *content, **options)


def coordinates(*content: list[object], delimiter: str = ",") -> Callable[[Path], Path]:
    """A writer of rows with degrees."""
    return rows(["When", "Lon", "Lat", "Where"], *content, delimiter=delimiter)


def grid(*content: list[object]) -> Callable[[Path], Path]:
    """A writer of rows with eastings and northings."""
    return rows(["When", "E", "N"], *content)


def sheets(*content: list[object], **others: list[list[object]]) -> Callable[[Path], Path]:
    """A writer of a workbook."""
    return lambda path: make_xlsx(path, content, **others)


def packed(**members: bytes) -> Callable[[Path], Path]:
    """A writer of a zip; two underscores stand for a slash, one for a dot."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in members.items()}
    return lambda path: make_zip(path, named)


def workbook_bytes(*content: list[object]) -> bytes:
    """The bytes of a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in content:
        book.active.append(row)  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def doctored_workbook(path: Path) -> Path:
    """A workbook that declares entities."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>')
    return path


STREET = street_bytes(street_row())
CORPUS = (
    # Encodings and delimiters
    Mess("semicolons", council(council_row(), delimiter=";"), (1, 0, 0, 0)),
    Mess("tabs", council(council_row(), delimiter="\t"), (1, 0, 0, 0)),
    Mess("bars", council(council_row(), delimiter="|"), (1, 0, 0, 0)),
    Mess("a line that names the separator", text(f"sep=;\n{HEAD}\n{GOOD}\n".replace(",", ";")), (1, 0, 0, 0)),
    Mess("byte order mark", council(council_row(), encoding="utf-8-sig"), (1, 0, 0, 0)),
    Mess("UTF-16", council(council_row(), encoding="utf-16"), (1, 0, 0, 0)),
    Mess("UTF-16 without a mark", council(council_row(), encoding="utf-16-le"), (1, 0, 0, 0)),
    Mess("cp1252", council(council_row(Where="High Street – caf\u00e9"), encoding="cp1252"), (1, 0, 0, 0)),
    Mess(
        "two encodings in one file",
        lambda path: (
            path.write_bytes(f"{HEAD}\n{GOOD}é\n".encode() + f"2{GOOD[1:]}é\n".encode("cp1252")) and path
        ),
        (2, 0, 0, 0),
    ),
    Mess("lines that end as on an old Mac", text(f"{HEAD}\r{GOOD}\r2{GOOD[1:]}\r"), (2, 0, 0, 0)),
    Mess("no line end at the end", text(f"{HEAD}\n{GOOD}"), (1, 0, 0, 0)),
    Mess("zero bytes in a cell", text(f"{HEAD}\n{GOOD}a\0b\n"), (1, 0, 0, 0)),
    # Headings
    Mess(
        "headings in capitals with blanks",
        text(f"{HEAD.upper().replace(',', ' , ')}\n{GOOD}\n"),
        (1, 0, 0, 0),
    ),
    Mess(
        "titles above the headings",
        text(f"Report of week 11\n\nMade by Council\n{HEAD}\n{GOOD}\n"),
        (1, 0, 0, 0),
    ),
    Mess("more columns than the profile knows", text(f"{HEAD},Extra\n{GOOD},x\n"), (1, 0, 0, 0)),
    Mess(
        "another order of columns",
        text(f"Type,Young people,Where,To,From,Ref\nASB,,High Street,,{WHEN},1\n"),
        (1, 0, 0, 0),
    ),
    Mess("a column without a heading", text(f",{HEAD}\n0,{GOOD}\n"), (1, 0, 0, 0)),
    Mess("a mapped heading twice", text(f"{HEAD},Where\n{GOOD},x\n"), "2 columns called 'Where'"),
    Mess(
        "a missing column", text("Ref,From\n1,x\n"), "does not have the columns To, Where, Type, Young people"
    ),
    Mess("headings alone", text(HEAD), "headings but no rows"),
    Mess("headings again between the rows", text(f"{HEAD}\n{GOOD}\n{HEAD}\n2{GOOD[1:]}\n"), (2, 0, 0, 1)),
    # Rows
    Mess("blank lines between", text(f"{HEAD}\n\n{GOOD}\n,,,,,,\n\n"), (1, 0, 0, 0)),
    Mess("a row too short", text(f"{HEAD}\n{GOOD}\n2,{WHEN}\n"), (1, 0, 1, 0)),
    Mess("a row too long", text(f"{HEAD}\n{GOOD},x,y\n"), (0, 0, 1, 0)),
    Mess("a row with empty cells beyond the last heading", text(f"{HEAD}\n{GOOD},,,\n"), (1, 0, 0, 0)),
    Mess("a total at the end", text(f"{HEAD}\n{GOOD}\nTotal: 1\n"), (1, 0, 1, 0)),
    Mess("a cell of several lines", text(f'{HEAD}\n{GOOD}"one\ntwo\nthree"\n2{GOOD[1:]}\n'), (2, 0, 0, 0)),
    Mess("a quotation mark inside a cell", text(f'{HEAD}\n{GOOD}the 6" pipe\n'), (1, 0, 0, 0)),
    Mess(
        "a quotation mark never closed",
        text(f'{HEAD}\n{GOOD}"oops\n2{GOOD[1:]}\n3{GOOD[1:]}\n'),
        (2, 0, 1, 0),
    ),
    Mess(
        "a quotation mark that swallows whole rows",
        text(f'{HEAD}\n{GOOD}"oops\n2{GOOD[1:]}\n3{GOOD[1:]}\n4{GOOD[1:]}end"\n'),
        (3, 0, 1, 0),
    ),
    Mess(
        "two stray quotation marks that swallow a row",
        text(f'{HEAD}\n{GOOD}"oops\n2{GOOD[1:]}"fine"\n3{GOOD[1:]}\n'),
        (2, 0, 1, 0),
    ),
    Mess("a first cell of two lines", text(f'{HEAD}\n"1\nb"{GOOD[1:]}\n'), (1, 0, 0, 0)),
    Mess(
        "a cell of a megabyte",
        council(council_row(Notes="x" * 1_000_000), council_row(Ref="2")),
        (1, 0, 1, 0),
    ),
    Mess("the same reference twice", council(council_row(), council_row()), (1, 1, 0, 0)),
    Mess("rows without a reference", council(council_row(Ref=""), council_row(Ref="")), (2, 0, 0, 0)),
    Mess("a reference twice, first unreadable", council(council_row(From="?"), council_row()), (1, 0, 1, 0)),
    Mess(
        "a reference twice, first unplaced",
        council(council_row(Where="no idea"), council_row()),
        (1, 1, 0, 0),
    ),
    # Times
    Mess("a date in 1899", council(council_row(From="31/12/1899")), (0, 0, 1, 0)),
    Mess("an Excel zero", council(council_row(From="0")), (0, 0, 1, 0)),
    Mess("an Excel serial", council(council_row(From="46093.67")), (1, 0, 0, 0)),
    Mess("next year", council(council_row(From="12/03/2027")), (0, 0, 1, 0)),
    Mess("months first", council(council_row(From="03/25/2026")), (0, 0, 1, 0)),
    Mess("hashes where a column was too narrow", council(council_row(From="########")), (0, 0, 1, 0)),
    Mess("an end before the start", council(council_row(To="11/03/2026 10:00")), (1, 0, 0, 0)),
    Mess(
        "date and time apart, to the next day",
        rows(
            ["Day", "Time", "Until", "Road", "Near", "PC"],
            ["12/03/2026", "22:00", "02:00", "High Street", "", "CR0 1AA"],
        ),
        (1, 0, 0, 0),
        APART,
    ),
    # Places
    Mess(
        "decimal commas",
        coordinates([WHEN, str(LON).replace(".", ","), str(LAT).replace(".", ","), ""], delimiter=";"),
        (1, 0, 0, 0),
        COORDINATES,
    ),
    Mess("longitude and latitude swapped", coordinates([WHEN, LAT, LON, ""]), (0, 0, 1, 0), COORDINATES),
    Mess("grid metres called degrees", coordinates([WHEN, 405000, 305000, ""]), (0, 0, 1, 0), COORDINATES),
    Mess("one decimal", coordinates([WHEN, round(LON, 1), round(LAT, 1), ""]), (0, 0, 1, 0), COORDINATES),
    Mess(
        "zeros for no point, with words", coordinates([WHEN, 0, 0, "High Street"]), (1, 0, 0, 0), COORDINATES
    ),
    Mess("zeros for no point, without words", coordinates([WHEN, 0, 0, ""]), (0, 0, 1, 0), COORDINATES),
    Mess("words in a coordinate", coordinates([WHEN, "here", LAT, "High Street"]), (0, 0, 1, 0), COORDINATES),
    Mess("infinity", coordinates([WHEN, "inf", LAT, "High Street"]), (0, 0, 1, 0), COORDINATES),
    Mess("n/a for no point", coordinates([WHEN, "n/a", "N/A", "High Street"]), (1, 0, 0, 0), COORDINATES),
    Mess("in the sea", coordinates([WHEN, 0.5, 50.3, ""]), (0, 0, 1, 0), COORDINATES),
    Mess("grid metres", grid([WHEN, 405000, 305000]), (1, 0, 0, 0), GRID),
    Mess("grid metres swapped", grid([WHEN, 305000, 405000]), (0, 0, 1, 0), GRID),
    Mess("degrees called grid metres", grid([WHEN, LON, LAT]), (0, 0, 1, 0), GRID),
    Mess("grid metres with thousands commas", grid([WHEN, "405,000", "305,000"]), (0, 0, 1, 0), GRID),
    Mess("no place at all", council(council_row(Where="")), (0, 0, 1, 0)),
    # Kinds
    Mess(
        "discovered rows among reported ones",
        council(council_row(Type="Stop check"), council_row(Ref="2")),
        (1, 0, 0, 1),
        COUNCIL + '[categories]\n"stop check" = "discovered"\n',
    ),
    # Workbooks
    Mess(
        "a workbook",
        sheets(list(COUNCIL_HEADINGS), council_row(From=dt.datetime(2026, 3, 12, 16, 5))),
        (1, 0, 0, 0),
    ),
    Mess(
        "a workbook whose first sheet is a cover",
        sheets(["Cover"], Data=[list(COUNCIL_HEADINGS), council_row()]),
        (1, 0, 0, 0),
    ),
    Mess(
        "a workbook with formulas", sheets(list(COUNCIL_HEADINGS), council_row(From="=NOW()")), (0, 0, 1, 0)
    ),
    Mess("a workbook with nothing in it", sheets(), "is empty"),
    Mess(
        "a workbook without the sheet",
        sheets(["a"]),
        "no sheet 'Log'. It has: Sheet1",
        COUNCIL + '[file]\nsheet = "Log"\n',
    ),
    Mess("a workbook that declares entities", doctored_workbook, "no spreadsheet program writes"),
    # Archives
    Mess("gzip", lambda path: make_gzip(path, STREET), (1, 0, 0, 0), None),
    Mess(
        "gzip that ends too soon",
        lambda path: path.write_bytes(make_gzip(path, STREET).read_bytes()[:-20]) and path,
        "damaged",
        None,
    ),
    Mess(
        "gzip in gzip",
        lambda path: make_gzip(path, make_gzip(path, STREET).read_bytes()),
        "packed twice",
        None,
    ),
    Mess("zip with folders", packed(a__street_csv=STREET, b__street_csv=STREET), (2, 0, 0, 0), None),
    Mess(
        "zip with a path trick",
        lambda path: make_zip(path, {"../../etc/street.csv": STREET}),
        (1, 0, 0, 0),
        None,
    ),
    Mess("zip with a leaflet", packed(street_csv=STREET, leaflet_pdf=b"%PDF-1.7"), (1, 0, 0, 0), None),
    Mess(
        "zip from a Mac",
        lambda path: make_zip(path, {"s.csv": STREET, "__MACOSX/._s.csv": b"\0\5\x16\7"}),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "zip with a workbook",
        packed(c_xlsx=workbook_bytes(list(COUNCIL_HEADINGS), council_row())),
        (1, 0, 0, 0),
    ),
    Mess("zip with nothing in it", packed(), "nothing in it", None),
    Mess("an OpenDocument without a sheet", packed(mimetype=b"x", content_xml=b"<x/>"), "OpenDocument", None),
    # The police's own
    Mess(
        "crime without coordinates",
        rows(list(STREET_HEADINGS), street_row(Longitude="", Latitude="", Location="No Location")),
        (0, 0, 1, 0),
        None,
    ),
    Mess(
        "empty name of a snap point",
        rows(list(STREET_HEADINGS), street_row(Location="On or near ")),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "no context column",
        lambda path: make_csv(path, [row[:-1] for row in (list(STREET_HEADINGS), street_row())]),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "hostile words",
        council(council_row(Where="High Street <img src=x onerror=alert(1)>${1}")),
        (1, 0, 0, 0),
    ),
)
