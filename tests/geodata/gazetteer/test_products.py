"""The published products, by small files in their true layout."""

import zipfile

import pytest

from geodata.errors import BadInput
from geodata.gazetteer import detect_kind
from geodata.gazetteer.sources import boundaries, code_point_open, gias, naptan, onspd, os_open_names
from tests.geodata.builders import make_gazetteer, shared_data, ward_file


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="cp1252")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "pcd,pcd2,pcds,dointr,doterm,oslaua,oseast1m,osnrth1m,osgrdind\n"
        '"HR1 9QQ","HR1  9QQ","HR1 9QQ","198001","","E06",351111,0240222,1\n'
        '"HR1 9QR","HR1  9QR","HR1 9QR","198001","199806","E06",351112,0240223,1\n'
        '"BT1 1AA","BT1  1AA","BT1 1AA","198001","","N09",333333,373333,1\n'
        '"GY1 1AA","GY1  1AA","GY1 1AA","198001","","L99",,,9\n',
        "pcd7,pcd8,pcds,dointr,doterm,lad25cd,east1m,north1m,gridind\n"
        "HR1 9QQ,HR1  9QQ,HR1 9QQ,198001,,E06,351111,240222,1\n"
        "HR1 9QR,HR1  9QR,HR1 9QR,198001,199806,E06,351112,240223,1\n"
        "BT1 1AA,BT1  1AA,BT1 1AA,198001,,N09,333333,373333,1\n"
        "GY1 1AA,GY1  1AA,GY1 1AA,198001,,L99,,,9\n",
    ],
)
def test_postcode_directories_of_two_vintages(tmp_path, text):
    path = write(tmp_path, "ONSPD_NOV_2025_UK.csv", text)
    assert detect_kind(path) == "onspd"
    found = onspd.read(path)
    assert [(row.postcode, row.easting, row.northing, row.live) for row in found.postcodes] == [
        ("HR19QQ", 351111, 240222, True),
        ("HR19QR", 351112, 240223, False),
    ]
    assert found.skipped == {"no point in Great Britain": 2}


def test_a_directorys_zip_is_read_once_though_it_holds_the_table_twice(tmp_path):
    table = "pcds,doterm,oseast1m,osnrth1m\nHR1 9QQ,,351111,240222\n"
    path = tmp_path / "ONSPD_NOV_2025.zip"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("Data/ONSPD_NOV_2025_UK.csv", table)
        z.writestr("Data/multi_csv/ONSPD_NOV_2025_UK_HR.csv", table)
        z.writestr("Documents/LA names.csv", "LAD25CD,LAD25NM\n")
    assert len(onspd.read(path).postcodes) == 1


def test_a_loaded_postcode_counts_before_the_packaged_one(tmp_path):
    gazetteer = make_gazetteer(tmp_path)
    text = "pcds,doterm,oseast1m,osnrth1m\nHR1 1AA,,351000,240000\n"
    gazetteer.add(write(tmp_path, "ONSPD.csv", text))
    points = {name: (x, y) for name, x, y, _, _ in gazetteer.postcodes()}
    assert points["HR11AA"] == (351_000, 240_000)


def test_code_point_open_has_no_headings(tmp_path):
    path = write(
        tmp_path,
        "hr.csv",
        '"HR1 1AA",10,351418,240501,"E92000001","E19000001","E18000001","","E06000019","E05012957"\n'
        '"HR1 1ZZ",90,0,0,"E92000001","E19000001","E18000001","","E06000019","E05012957"\n',
    )
    assert detect_kind(path) == "code-point-open"
    found = code_point_open.read(path)
    assert [(row.postcode, row.live) for row in found.postcodes] == [("HR11AA", True)]
    assert found.skipped == {"no point": 1}


def open_names_row(name: str, kind: str, local_type: str, box: tuple[int, int, int, int]) -> str:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    cells = [""] * 34
    cells[0], cells[2], cells[6], cells[7], cells[8], cells[9] = "id", name, kind, local_type, f"{x}", f"{y}"
    cells[12:16] = [str(edge) for edge in box]
    cells[16], cells[18] = "HR1", "Northside"
    return ",".join(cells)


def test_open_names_roads_settlements_and_landmarks(tmp_path):
    path = write(
        tmp_path,
        "SO54.csv",
        "\n".join(
            [
                open_names_row(
                    "Alder Road", "transportNetwork", "Named Road", (350_000, 240_000, 350_400, 240_300)
                ),
                open_names_row("A465", "transportNetwork", "Numbered Road", (0, 0, 1, 1)),
                open_names_row("HR1 1AA", "other", "Postcode", (1, 1, 2, 2)),
                open_names_row(
                    "Northside", "populatedPlace", "Suburban Area", (350_000, 240_000, 351_000, 241_000)
                ),
                open_names_row(
                    "Elm School", "other", "Primary Education", (350_000, 240_000, 350_050, 240_050)
                ),
                open_names_row("Nameless Hill", "landform", "Hill Or Mountain", (1, 1, 2, 2)),
            ]
        ),
    )
    assert detect_kind(path) == "os-open-names"
    found = os_open_names.read(path)
    assert [(row.name, row.kind) for row in found.places] == [
        ("Alder Road", "street"),
        ("A465", "road number"),
        ("Northside", "suburban area"),
        ("Elm School", "school"),
    ]
    assert found.places[0].radius_m == pytest.approx(250)
    assert found.skipped == {"postcodes, hills and waters": 2}


def test_naptan_keeps_stops_in_use(tmp_path):
    path = write(
        tmp_path,
        "Stops.csv",
        "ATCOCode,CommonName,Street,LocalityName,Easting,Northing,Longitude,Latitude,StopType,Status\n"
        "1,Weirside,Alder Rd,Northside,351000,240000,-2.71,52.05,BCT,active\n"
        "2,Old Stop,Alder Rd,Northside,351000,240000,-2.71,52.05,BCT,inactive\n"
        "3,Testford Central Rail Station,,Northside,,,-2.71,52.05,RLY,act\n"
        "4,Platform 1,,Northside,351000,240000,,,RPL,act\n"
        "5,No Point,,Northside,,,,,BCT,act\n",
    )
    assert detect_kind(path) == "naptan"
    found = naptan.read(path)
    assert [(row.name, row.kind) for row in found.places] == [
        ("Weirside", "bus stop"),
        ("Testford Central", "railway station"),
    ]
    assert sum(found.skipped.values()) == 3


def test_gias_keeps_open_schools_and_falls_back_on_the_postcode(tmp_path):
    path = write(
        tmp_path,
        "edubasealldata20260101.csv",
        "URN,EstablishmentName,EstablishmentStatus (name),Locality,Town,Postcode,Easting,Northing\n"
        "1,Saint Zoë's School,Open,,Testford,HR1 1AA,351000,240000\n"
        '2,New School,"Open, but proposed to close",,Testford,HR1 1AA,0,0\n'
        "3,Old School,Closed,,Testford,HR1 1AA,351000,240000\n"
        "4,Nowhere School,Open,,Testford,,,\n",
    )
    assert detect_kind(path) == "gias"
    found = gias.read(path)
    assert [(row.name, row.easting) for row in found.places] == [
        ("Saint Zoë's School", 351_000),
        ("New School", None),
    ]
    gazetteer = make_gazetteer(tmp_path)
    gazetteer.add(path)
    assert {(e.x, e.y) for e in gazetteer.entries("school") if e.name == "New School"} == {(351_418, 240_501)}


def test_a_boundary_file_says_what_it_brings_and_leaves_out(tmp_path):
    path = ward_file(tmp_path)
    assert detect_kind(path) == "os-boundaries"
    assert make_gazetteer(tmp_path).add(path).skipped == {"outside the area": 1}


def test_a_boundary_file_without_codes_is_refused(tmp_path):
    path = tmp_path / "shape.geojson"
    path.write_text('{"type":"Polygon","coordinates":[[[-2.7,52],[-2.6,52],[-2.6,52.1],[-2.7,52]]]}')
    with pytest.raises(BadInput, match="WD25CD"):
        boundaries.read(path)


@pytest.mark.real_data
def test_real_wards_and_lsoas_cover_the_borough():
    wards = boundaries.read(shared_data("croydon", "wards_croydon_2025.geojson"))
    lsoas = boundaries.read(shared_data("croydon", "lsoa21_croydon.geojson"))
    assert ({zone.layer for zone in wards.zones}, len(wards.zones)) == ({"ward"}, 28)
    assert ({zone.layer for zone in lsoas.zones}, len(lsoas.zones)) == ({"lsoa"}, 229)
