"""Messy files of the other formats: OpenDocument, JSON, Open311 as JSON and XML, X/Y/from/to.

Written from the formats' descriptions alone, before a reader existed for them; FIRST_RUN says how that went.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.planner.intake.builders import COUNCIL_HEADINGS, LAT, LON, council_row, make_text
from tests.planner.intake.corpus import COORDINATES, WHEN, Mess, rows, text

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
Writer = Callable[[Path], Path]


def ods_cell(value: object, **more: object) -> str:
    """One cell of an OpenDocument sheet; `more` are attributes of the table namespace."""
    extra = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in more.items())
    if value is None:
        return f"<table:table-cell{extra}/>"
    kind, said, shown = "string", "", escape(str(value))
    if isinstance(value, (int, float)):
        kind, said = "float", f' office:value="{value}"'
    elif str(value).startswith(("date:", "time:")):
        kind, _, moment = str(value).partition(":")
        said, shown = f' office:{kind}-value="{moment}"', "as shown"
    start = f'<table:table-cell office:value-type="{kind}"{said}{extra}>'
    return f"{start}<text:p>{shown}</text:p></table:table-cell>"


def ods_row(cells: Sequence[object], repeated: int = 1) -> str:
    """One row."""
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    inner = "".join(cell if str(cell).startswith("<table:") else ods_cell(cell) for cell in cells)
    return f"<table:table-row{times}>{inner}</table:table-row>"


def ods_bytes(*sheets: str, declaration: str = "") -> bytes:
    """An OpenDocument spreadsheet whose sheets hold these rows."""
    tables = "".join(
        f'<table:table table:name="Sheet{n}">{rows}</table:table>' for n, rows in enumerate(sheets, 1)
    )
    return ods_of(f"<office:spreadsheet>{tables}</office:spreadsheet>", declaration)


def ods_of(body: str, declaration: str = "") -> bytes:
    """An OpenDocument file with this body."""
    import io

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{declaration}<office:document-content {_NAMESPACES}>'
            f"<office:body>{body}</office:body></office:document-content>",
        )
    return stream.getvalue()


def ods(*content: Sequence[object]) -> Writer:
    """A writer of one sheet."""
    return raw(ods_bytes("".join(ods_row(row) for row in content)))


def raw(content: bytes) -> Writer:
    """A writer of these bytes."""

    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def as_json(content: object, encoding: str = "utf-8") -> Writer:
    """A writer of this as JSON."""
    return lambda path: make_text(path, json.dumps(content, ensure_ascii=False), encoding)


def council_object(**changes: object) -> dict[str, object]:
    """A council row as an object."""
    return dict(zip(COUNCIL_HEADINGS, council_row(**changes), strict=True))


def request(**changes: object) -> dict[str, object]:
    """A service request as GeoReport v2 describes it."""
    plain: dict[str, object] = {
        "service_request_id": "638344",
        "status": "open",
        "status_notes": None,
        "service_name": "Graffiti and nuisance",
        "service_code": "006",
        "description": "My neighbour's son, ring me on 020 7946 0958",
        "agency_responsible": "Streets",
        "service_notice": None,
        "requested_datetime": "2026-04-14T06:37:38+01:00",
        "updated_datetime": "2026-04-14T07:00:00+01:00",
        "expected_datetime": None,
        "address": "High Street",
        "address_id": "545483",
        "zipcode": None,
        "lat": LAT,
        "long": LON,
        "media_url": "http://example.org/media/638344.jpg",
    }
    assert set(changes) <= set(plain), "no such field"
    return plain | changes


def request_xml(**changes: object) -> str:
    """The same in XML."""
    fields = request(**changes)
    inner = "".join(
        f"<{key}/>" if value is None else f"<{key}>{escape(str(value))}</{key}>"
        for key, value in fields.items()
    )
    return f"<request>{inner}</request>"


def requests_xml(*requests: str, before: str = '<?xml version="1.0" encoding="utf-8"?>') -> Writer:
    """A writer of a service request document."""
    return text(f"{before}<service_requests>{''.join(requests)}</service_requests>")


def nested(depth: int) -> Writer:
    """A writer of brackets within brackets."""
    return text('[{"a":' + "[" * depth + "]" * depth + "}]")


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
HEADINGS = list(COUNCIL_HEADINGS)
AORISTIC = ["X", "Y", "DateTimeFrom", "DateTimeTo"]

FORMATS = (
    # OpenDocument sheets
    Mess("an OpenDocument sheet", ods(HEADINGS, council_row()), (1, 0, 0, 0)),
    Mess("its real dates", ods(HEADINGS, council_row(From="date:2026-03-12T16:05:00")), (1, 0, 0, 0)),
    Mess("its date without a time", ods(HEADINGS, council_row(From="date:2026-03-12")), (1, 0, 0, 0)),
    Mess(
        "its titles and a million empty rows",
        raw(
            ods_bytes(
                ods_row(["Week 11"])
                + ods_row([ods_cell(None, number_columns_repeated=16384)], 2)
                + ods_row(HEADINGS)
                + ods_row(council_row())
                + ods_row([ods_cell(None, number_columns_repeated=16384)], 1_048_000)
            )
        ),
        (1, 0, 0, 0),
    ),
    Mess(
        "its cells repeated",
        raw(
            ods_bytes(
                ods_row(HEADINGS)
                + ods_row(
                    ["1", WHEN, ods_cell(None), "High Street", ods_cell("Yes", number_columns_repeated=3)]
                )
            )
        ),
        (1, 0, 0, 0),
    ),
    Mess(
        "its rows repeated",
        raw(ods_bytes(ods_row(HEADINGS) + ods_row(council_row(Ref=None), 3))),
        (3, 0, 0, 0),
    ),
    Mess(
        "a bomb of repeated rows",
        raw(ods_bytes(ods_row(HEADINGS) + ods_row(council_row(Ref=None), 900_000_000))),
        "repeats",
    ),
    Mess(
        "a bomb of repeated cells",
        raw(ods_bytes(ods_row(HEADINGS) + ods_row([ods_cell("x", number_columns_repeated=900_000_000)]))),
        (0, 0, 1, 0),
    ),
    Mess(
        "its cover before the sheet",
        raw(ods_bytes(ods_row(["Cover"]), ods_row(HEADINGS) + ods_row(council_row()))),
        (1, 0, 0, 0),
    ),
    Mess(
        "its formula",
        raw(
            ods_bytes(
                ods_row(HEADINGS)
                + ods_row(
                    ["1", ods_cell("date:2026-03-12", formula="of:=TODAY()"), None, "High Street", "ASB"]
                )
            )
        ),
        (1, 0, 0, 0),
    ),
    Mess("its short last row", ods(HEADINGS, council_row()[:4]), (1, 0, 0, 0)),
    Mess(
        "an OpenDocument with entities",
        raw(ods_bytes(ods_row(HEADINGS), declaration=LAUGHS)),
        "no spreadsheet program writes",
    ),
    Mess("an OpenDocument letter", raw(ods_of("<office:text/>")), "no sheet"),
    Mess("half an OpenDocument", raw(ods_bytes(ods_row(HEADINGS))[:300]), "damaged"),
    # JSON
    Mess("a list of objects", as_json([council_object()]), (1, 0, 0, 0)),
    Mess("objects behind a word", as_json({"count": 1, "data": [council_object()]}), (1, 0, 0, 0)),
    Mess(
        "objects behind two words",
        as_json({"response": {"page": 1, "results": [council_object(), council_object(Ref="2")]}}),
        (2, 0, 0, 0),
    ),
    Mess(
        "one object a line",
        text("\n".join(json.dumps(council_object(Ref=str(n))) for n in range(3)) + "\n"),
        (3, 0, 0, 0),
    ),
    Mess(
        "one object a line, one of them broken",
        text(f'{json.dumps(council_object())}\n{{"Ref": "2", "From\n{json.dumps(council_object(Ref="3"))}\n'),
        (2, 0, 1, 0),
    ),
    Mess(
        "objects within objects",
        as_json([{"id": 7, "place": {"lat": LAT, "lon": LON, "words": ""}, "at": "2026-03-12T16:05:00Z"}]),
        (1, 0, 0, 0),
        'partner = "P"\n[columns]\nid = "id"\nstart = "at"\nlon = "place.lon"\nlat = "place.lat"\n',
    ),
    Mess(
        "a map's features",
        as_json(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"When": WHEN, "Where": ""},
                        "geometry": {"type": "Point", "coordinates": [LON, LAT]},
                    }
                ],
            }
        ),
        (1, 0, 0, 0),
        COORDINATES,
    ),
    Mess(
        "fields that some objects leave out",
        as_json([{"Ref": "0"}, council_object(), {"Ref": "2", "From": WHEN, "Where": "High Street"}]),
        (2, 0, 1, 0),
    ),
    Mess("JSON with a byte order mark", as_json([council_object()], "utf-8-sig"), (1, 0, 0, 0)),
    Mess("JSON in UTF-16", as_json([council_object()], "utf-16"), (1, 0, 0, 0)),
    Mess("JSON gzipped", raw(gzip.compress(json.dumps([council_object()]).encode())), (1, 0, 0, 0)),
    Mess("a list of things that are no objects", as_json([1, council_object(), None]), (1, 0, 2, 0)),
    Mess("JSON without a list", as_json({"error": "not signed in"}), "does not have the columns"),
    Mess("an empty list", as_json([]), "no rows"),
    Mess("JSON that ends too soon", text(json.dumps([council_object()])[:-5]), "damaged"),
    Mess("ten thousand brackets", nested(10_000), "nested"),
    Mess("a number of ten thousand digits", text('[{"Ref": ' + "9" * 10_000 + "}]"), "damaged"),
    Mess(
        "a JSON time that is no number", as_json([council_object(From=float("nan"), Type=True)]), (0, 0, 1, 0)
    ),
    # Open311
    Mess("Open311 JSON", as_json([request()]), (1, 0, 0, 0), None),
    Mess("Open311 JSON behind a word", as_json({"service_requests": [request()]}), (1, 0, 0, 0), None),
    Mess(
        "Open311 without a point, with an address",
        as_json([request(lat=None, long=None), request(service_request_id="2")]),
        (2, 0, 0, 0),
        None,
    ),
    Mess(
        "Open311 that leaves out what it may",
        as_json(
            [
                {
                    key: request()[key]
                    for key in ("service_request_id", "service_name", "requested_datetime", "lat", "long")
                }
            ]
        ),
        (1, 0, 0, 0),
        None,
    ),
    Mess("Open311 twice the same request", as_json([request(), request()]), (1, 1, 0, 0), None),
    Mess("Open311 XML", requests_xml(request_xml(), request_xml(service_request_id="2")), (2, 0, 0, 0), None),
    Mess("Open311 XML without a declaration", requests_xml(request_xml(), before=""), (1, 0, 0, 0), None),
    Mess(
        "Open311 XML in another encoding",
        lambda path: make_text(
            path,
            '<?xml version="1.0" encoding="ISO-8859-1"?><service_requests>'
            + request_xml(service_name="Caf\u00e9 noise")
            + "</service_requests>",
            "latin-1",
        ),
        (1, 0, 0, 0),
        None,
    ),
    Mess("Open311 XML with no request", requests_xml(), "no rows", None),
    Mess(
        "Open311 XML cut short",
        text("<service_requests>" + request_xml() + "<request><lat>5"),
        "damaged",
        None,
    ),
    Mess(
        "a billion laughs",
        requests_xml(request_xml(service_name="&b;").replace("&amp;", "&"), before=LAUGHS),
        "declares",
        None,
    ),
    Mess(
        "a peek at another file",
        requests_xml(request_xml(service_name="&a;").replace("&amp;", "&"), before=OUTSIDE),
        "declares",
        None,
    ),
    Mess("XML of elements within elements", text("<a>" * 5000 + "</a>" * 5000), "nested", None),
    # X, Y, from, to
    Mess(
        "X, Y, from, to",
        rows(AORISTIC, [405000, 305000, "12/03/2026 16:00", "12/03/2026 18:30"]),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "X, Y and a missing end",
        rows(AORISTIC, [405000, 305000, "2026-03-12 16:00:00", ""]),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "X, Y and an earlier end",
        rows(AORISTIC, [405000, 305000, "12/03/2026 16:00", "11/03/2026 16:00"]),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "X, Y and a span of weeks",
        rows(AORISTIC, [405000, 305000, "01/03/2026 16:00", "29/03/2026 16:00"]),
        (1, 0, 0, 0),
        None,
    ),
    Mess(
        "X, Y beside other columns",
        rows([*AORISTIC, "Category", "Notes"], [405000, 305000, WHEN, "", "ASB nuisance", "words"]),
        (1, 0, 0, 0),
        None,
    ),
)

# How many came out as written here, the first time the readers ran on them.
FIRST_RUN = "50 of 50"
