import gzip
import zipfile

import pytest

from geodata.errors import BadInput
from geodata.gazetteer import detect_kind
from geodata.gazetteer.sources import places, police_uk
from tests.geodata.builders import shared_data

STREET_CSV = """Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,\
Last outcome category,Context
,2026-01,Force,Force,-2.71,52.05,On or near Alder Road,E1,T,Anti-social behaviour,,
,2026-01,Force,Force,-2.71,52.05,On or near Alder Road,E1,T,Anti-social behaviour,,
,2026-02,Force,Force,-2.72,52.05,On or near Alder Road,E1,T,Drugs,,
,2026-02,Force,Force,0.0,51.48,On or near Meridian Way,E1,T,Drugs,,
,2026-02,Force,Force,-2.72,52.05,On or near Parking Area,E1,T,Drugs,,
,2026-02,Force,Force,-2.72,52.05,On or near ,E1,T,Drugs,,
,2026-02,Force,Force,,,On or near Birch Lane,E1,T,Drugs,,
"""


def test_snap_points_become_streets_and_generic_names_are_left_out(tmp_path):
    path = tmp_path / "2026-01-force-street.csv"
    path.write_text(STREET_CSV)
    found = police_uk.read(path)
    assert [(row.name, row.lon) for row in found.places] == [
        ("Alder Road", -2.71),
        ("Alder Road", -2.72),
        ("Meridian Way", 0.0),
    ]
    assert found.skipped == {"not a street": 1, "no street named": 1, "no coordinates": 1}
    assert found.vintage == "2026-01 to 2026-02"


def test_a_download_is_read_as_it_comes_zipped_or_gzipped(tmp_path):
    archive = tmp_path / "download.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("2026-01/2026-01-force-outcomes.csv", "Crime ID,Month,Outcome type\n,2026-01,None\n")
        z.writestr("2026-01/2026-01-force-street.csv", STREET_CSV)
    assert detect_kind(archive) == "police-uk-street"
    assert len(police_uk.read(archive).places) == 3
    packed = tmp_path / "street.csv.gz"
    packed.write_bytes(gzip.compress(STREET_CSV.encode()))
    assert len(police_uk.read(packed).places) == 3


def test_stop_and_search_is_no_gazetteer(tmp_path):
    path = tmp_path / "2026-01-force-stop-and-search.csv"
    path.write_text("Type,Date,Latitude,Longitude,Gender,Age range,Legislation,Object of search\n")
    with pytest.raises(BadInput, match="no kind of gazetteer file"):
        detect_kind(path)


def test_places_may_give_degrees_metres_or_a_postcode(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text(
        "Kind,NAME,lon,lat,easting,northing,postcode,alt_names,radius_m\n"
        "Park,Weirside,-2.71,52.05,,,,The Weir|Weir Park,250\n"
        "shop,Corner Shop,,,351000,240000,,,\n"
        "club,Youth Club,,,,,HR1 1AA,,oops\n"
        "club,,-2.7,52,,,,,\n"
        "club,Lost Club,0,0,,,,,\n"
    )
    assert detect_kind(path) == "places"
    found = places.read(path)
    assert [(row.name, row.kind) for row in found.places] == [
        ("Weirside", "park"),
        ("Corner Shop", "shop"),
        ("Youth Club", "club"),
    ]
    assert found.places[0].radius_m == 250
    assert found.places[0].alt_names == "The Weir|Weir Park"
    assert found.places[2].radius_m is None
    assert found.skipped == {"no name": 1, "no coordinates or postcode": 1}


def test_places_without_any_position_is_refused(tmp_path):
    path = tmp_path / "places.csv"
    path.write_text("name,kind\nA,street\n")
    with pytest.raises(BadInput, match="lon and lat, easting and northing, or postcode"):
        places.read(path)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("parts", "kind", "fewest"),
    [
        (("croydon", "places_streets.csv.gz"), "places", 16_000),
        (("croydon", "places_landmarks.csv"), "places", 2_200),
        (("police_uk", "2025-01-metropolitan-croydon-street.csv"), "police-uk-street", 50),
        (("police_uk", "sutton_street_api_2024-09_2025-02.csv"), "police-uk-street", 300),
        (("police_uk", "2018-07", "2018-07-west-yorkshire-street.csv.gz"), "police-uk-street", 5_000),
    ],
)
def test_real_files_are_recognised_and_read(parts, kind, fewest):
    path = shared_data(*parts)
    assert detect_kind(path) == kind
    reader = {"places": places, "police-uk-street": police_uk}[kind]
    assert len(reader.read(path).places) >= fewest
