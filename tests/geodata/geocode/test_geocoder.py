import json

import pytest

from geodata.errors import BadInput
from geodata.gazetteer.files import members, open_rows
from geodata.geocode import Geocoder
from geodata.geocode.table import COLUMNS, geocode_table
from tests.geodata.builders import make_gazetteer, street, town_rows


def away_m(found, x, y):
    return ((found.x - x) ** 2 + (found.y - y) ** 2) ** 0.5


@pytest.mark.parametrize(
    "text",
    ["HR1 2JS", "hr1 2js", "HR12JS", "HRI 2JS", "HR1 2J5", "near HR1 2JS", "Flat 2, 9 Nowhere Lane, HR1 2JS"],
)
def test_a_postcode_is_found_with_the_usual_slips(geocoder, text):
    found = geocoder.geocode(text)
    assert (found.x, found.y) == (351_608, 239_720)
    assert (found.method, found.matched) == ("postcode", "HR1 2JS")
    assert found.confidence > 0.9


def test_a_large_users_postcode_is_little_believed(geocoder):
    found = geocoder.geocode("HR1 1AA")
    assert found.confidence < 0.6
    assert "sorting office" in found.reason


def test_a_postcode_that_the_street_contradicts_is_doubted(geocoder):
    found = geocoder.geocode("Alder Road HR1 2JS")
    assert found.confidence <= 0.5
    assert "one of the two is wrong" in found.reason
    assert found.alternatives[0].matched == "Alder Road"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SW1A 1AA", "outside our area: SW1A 1AA"),
        ("HR1 9ZA", "HR1 9ZA is not a known postcode"),
        ("HR1 9ZZZ", "not a postcode"),
    ],
)
def test_postcodes_elsewhere_and_unknown_ones_say_so(geocoder, text, reason):
    found = geocoder.geocode(text)
    assert not found.is_placed
    assert reason in found.reason


def test_a_partial_postcode_is_a_wide_circle(geocoder):
    sector, district = geocoder.geocode("HR1 1"), geocoder.geocode("HR1")
    assert (sector.method, district.method) == ("postcode sector", "postcode district")
    assert 200 <= sector.radius_m < district.radius_m


@pytest.mark.parametrize(
    "text",
    [
        "Alder Road",
        "ALDER RD",
        "alder rd, testford",
        "12 Alder Road",
        "Flat 3, 12a Alder Rd., Northside",
        "o/s 12 alder road",
        "Aldr Road",
        "Adler Road",
        "Alder Raod",
        "on  Alder   Road",
    ],
)
def test_a_street_is_its_middle_with_a_radius_that_holds_it(geocoder, text):
    found = geocoder.geocode(text)
    assert away_m(found, 350_200, 240_000) < 1
    assert (found.method, found.matched) == ("street", "Alder Road")
    assert 200 <= found.radius_m <= 400


@pytest.mark.parametrize(
    "text", ["St Johns Ave", "Saint John's Avenue", "ST. JOHN’S AVENUE", "st johns avenue"]
)
def test_saint_street_and_apostrophes_are_one(geocoder, text):
    assert geocoder.geocode(text).matched.casefold() == "st john's avenue"


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("High Street, Southgate", 353_000),
        ("Southgate High St", 353_000),
        ("High St Northside", 350_000),
        ("Burger Palace, High Street, Southgate", 353_050),
    ],
)
def test_a_locality_chooses_among_streets_of_one_name(geocoder, text, x):
    assert geocoder.geocode(text).x == pytest.approx(x, abs=5)


def test_streets_of_one_name_are_refused_with_all_of_them(geocoder):
    found = geocoder.geocode("High Street")
    assert not found.is_placed
    assert "2 streets called High Street" in found.reason
    assert {a.matched.split(", ")[1] for a in found.alternatives} == {"Northside", "Southgate"}


def test_a_street_too_long_to_use_is_refused_with_its_stretches(geocoder):
    found = geocoder.geocode("Long Road")
    assert not found.is_placed
    assert "too long" in found.reason
    assert found.alternatives


@pytest.mark.parametrize(
    "text",
    [
        "Alder Road / Birch Lane",
        "Birch Ln & Alder Rd",
        "Alder Road and Birch Lane",
        "Alder Rd j/w Birch Ln",
        "Alder Road jct Birch Lane",
        "junction of Alder Road and Birch Lane, Testford",
        "corner of Birch Lane and Alder Road",
        "Alder Road junction with Birch Lane",
        "Alder Road at the corner of Birch Lane",
        "between Alder Road and Birch Lane",
        "Aldr Road / Birch Lnae",
    ],
)
def test_a_junction_is_where_two_streets_meet(geocoder, text):
    found = geocoder.geocode(text)
    assert found.method == "junction"
    assert away_m(found, 350_400, 240_000) < 1


def test_a_stop_named_after_a_junction_is_the_junction(geocoder):
    found = geocoder.geocode("Quillfeather Gdns j/w Cedar Cl")
    assert (found.x, found.y) == (352_300, 240_800)


def test_streets_that_do_not_meet_are_refused(geocoder):
    found = geocoder.geocode("Alder Road j/w Cedar Close")
    assert not found.is_placed
    assert "do not meet" in found.reason
    assert {a.matched for a in found.alternatives} == {"Alder Road", "Cedar Close"}


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("Weirside Park by the cafe", 351_500, 240_500),
        ("Testford Central Stn platform 2", 350_600, 240_900),
        ("outside Testford Central railway station", 350_600, 240_900),
        ("Elm Hollow Primary", 352_300, 239_500),
        ("Breakfast Club at Elm Hollow Primary School", 352_300, 239_500),
        ("Weirsied Park", 351_500, 240_500),
        ("Weirside Park bus stop", 351_600, 240_300),
    ],
)
def test_landmarks(geocoder, text, x, y):
    assert away_m(geocoder.geocode(text), x, y) < 1


def test_a_chain_with_two_branches_is_refused_unless_the_street_says_which(geocoder):
    assert "2 places called Burger Palace" in geocoder.geocode("o/s Burger Palace").reason


def test_words_around_a_place_widen_the_radius(geocoder):
    at, near = geocoder.geocode("Weirside Park"), geocoder.geocode("near Weirside Park")
    assert near.radius_m > at.radius_m
    assert (near.x, near.y) == (at.x, at.y)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "near bus stop",
        "behind the garages",
        "Parking Area",
        "Supermarket",
        "youth club",
        "my road",
        "n/a",
        "?",
    ],
)
def test_words_that_name_nothing_are_refused_with_a_reason(geocoder, text):
    found = geocoder.geocode(text)
    assert not found.is_placed
    assert found.reason


@pytest.mark.parametrize("text", ["10 Rue de Rivoli Paris", "Zzyzx Boulevard", "Faraway Street"])
def test_unknown_and_outside_places_are_refused(geocoder, text):
    assert not geocoder.geocode(text).is_placed


def test_a_street_outside_the_area_is_said_to_be_outside(geocoder):
    found = geocoder.geocode("Faraway Street")
    assert found.reason == "outside our area: Faraway Street"
    assert found.alternatives[0].matched == "Faraway Street"


def test_many_texts_are_placed_in_order_and_each_distinct_one_once(geocoder):
    texts = ["Alder Road", "nowhere", "HR1 2JS"] * 400
    counted = []
    found = geocoder.geocode_many(texts, progress=counted.append)
    assert found == [geocoder.geocode(text) for text in texts[:3]] * 400
    assert found[0] is found[3]
    assert sum(counted) == len(texts)


def test_a_table_keeps_its_rows_columns_and_order(geocoder, tmp_path):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(
        "id,Where,note\n1,Alder Road,café\n2,High Street,\n3,,=1+1\n4,HR1 2JS\n".encode("cp1252")
    )
    result = geocode_table(source, output, "where", geocoder)
    assert (result.rows, result.placed) == (4, 2)
    with open_rows(members(output)[0]) as rows:
        heading, *body = rows
    assert heading == ["id", "Where", "note", *COLUMNS]
    assert [row[0] for row in body] == ["1", "2", "3", "4"]
    assert body[0][2] == "café"
    record = dict(zip(heading, body[1], strict=True))
    assert (record["geo_lon"], record["geo_radius_m"]) == ("", "")
    assert len(json.loads(record["geo_alternatives"])) == 2
    assert dict(zip(heading, body[3], strict=True))["geo_easting"] == "351608.0"


def test_a_missing_column_leaves_no_file(geocoder, tmp_path):
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,where\n1,Alder Road\n")
    with pytest.raises(BadInput, match="no column 'address'; its columns are id, where"):
        geocode_table(source, output, "address", geocoder)
    with pytest.raises(BadInput, match="cannot be written"):
        geocode_table(source, tmp_path / "no" / "folder" / "out.csv", "where", geocoder)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_station_says_which_stretch_of_a_long_street(tmp_path):
    rows = [*town_rows(), ("Southgate Halt", "railway station", 352_000.0, 238_600.0, "")]
    geocoder = Geocoder(make_gazetteer(tmp_path, rows))
    found = geocoder.geocode("Long Road, Southgate Halt")
    assert away_m(found, 352_000, 238_500) < 100
    assert found.radius_m <= 1_000


def test_a_locality_before_a_street_is_not_read_as_a_street_further_away(tmp_path):
    rows = [
        *town_rows(),
        *street("NORGATE HIGH STREET", (357_000, 239_000), (357_200, 239_000), 2, "Elsewhere"),
    ]
    rows += street("FIR WALK", (353_200, 239_200), (353_300, 239_200), 2, "South Norgate")
    rows += street("HIGH STREET", (353_000, 239_050), (353_000, 239_100), 2, "South Norgate")
    geocoder = Geocoder(make_gazetteer(tmp_path, rows))
    assert geocoder.geocode("South Norgate High Street").x == pytest.approx(353_000, abs=150)
    assert geocoder.geocode("Norgate High Street").reason == "outside our area: Norgate High Street"


@pytest.mark.parametrize(
    ("text", "reason"), [("Northside", "wide area"), ("Northside Park", "park meant in Northside")]
)
def test_a_locality_alone_is_too_wide(geocoder, text, reason):
    found = geocoder.geocode(text)
    assert not found.is_placed
    assert reason in found.reason


def test_streets_that_begin_alike_are_shown_but_not_taken(geocoder):
    found = geocoder.geocode("Quillfeather Place")
    assert not found.is_placed
    assert [(other.matched, other.confidence) for other in found.alternatives] == [
        ("Quillfeather Gardens", 0.2)
    ]
