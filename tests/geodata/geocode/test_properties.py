"""Laws that hold whatever is written."""

import math
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.geocode import Geocoder
from geodata.names import ABBREVIATIONS

FEW = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
MANY = settings(FEW, max_examples=25_000, suppress_health_check=list(HealthCheck))

NAMES = [
    "Alder Road",
    "Birch Lane",
    "Alder Road / Birch Lane",
    "St John's Avenue",
    "Weirside Park",
    "HR1 1AA",
]
SHORT = {"road": ["Rd", "RD"], "street": ["St"]} | {
    full: [short for short, long in ABBREVIATIONS.items() if long == full]
    for full in ("lane", "avenue", "park")
}
JOINS = ["/", "&", " and ", " j/w ", "corner of ", "between ", ", ", "near ", "o/s ", " "]
PIECES = [*NAMES, *JOINS, "High Street", "12a", "SO 51", "52.05", "-2.7", "HR1", "e351234", "\x00", "İ"]
# One draw of bytes for all pieces of a text: a draw for each would take most of the time.
IN_PIECES = st.binary(max_size=12).map(lambda some: "".join(PIECES[at % len(PIECES)] for at in some))


def check_answer(geocoder: Geocoder, text: str) -> None:
    found = geocoder.geocode(text)
    assert 0 <= found.confidence <= 1
    assert len(found.alternatives) <= 5
    if found.is_placed:
        assert found.radius_m is not None
        assert found.radius_m > 0
        assert found.method
        assert geocoder.area.contains(found.lon, found.lat, margin_m=250)
    else:
        assert found.reason


@FEW
@given(st.text(max_size=400) | IN_PIECES)
def test_no_text_crashes_it(geocoder, text):
    check_answer(geocoder, text)


# Four sorts of text, a quarter of 100,000 each.
SORTS_OF_TEXT = {
    "any characters": st.text(max_size=200),
    "names and joins": IN_PIECES,
    "bytes": st.binary(max_size=200).map(lambda some: some.decode("latin-1")),
    "numbers and marks": st.text("0123456789 .,-+/&°NSEWCRTQhr", max_size=60),
}


@pytest.mark.slow
@pytest.mark.parametrize("texts", SORTS_OF_TEXT.values(), ids=SORTS_OF_TEXT)
def test_no_text_crashes_it_at_length(geocoder, texts):
    @MANY
    @given(texts)
    def check(text):
        check_answer(geocoder, text)

    check()


@FEW
@given(st.sampled_from(NAMES), st.data())
def test_case_and_spacing_never_change_the_answer(geocoder, name, data):
    flags = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    cased = "".join(c.upper() if flag else c.lower() for c, flag in zip(name, flags, strict=True))
    spaces = data.draw(st.sampled_from(["  ", "   ", "\t"]))
    plain, changed = geocoder.geocode(name), geocoder.geocode(f" {cased.replace(' ', spaces)} ")
    assert (changed.x, changed.y) == (plain.x, plain.y)


@FEW
@given(st.sampled_from(NAMES), st.data())
def test_abbreviations_never_move_the_answer_by_more_than_its_radius(geocoder, name, data):
    shorter = [
        data.draw(st.sampled_from([word, *SHORT.get(word.casefold(), ())]))
        + data.draw(st.sampled_from(["", "."]))
        for word in name.split(" ")
    ]
    full, short = geocoder.geocode(name), geocoder.geocode(" ".join(shorter))
    assert math.dist((short.x, short.y), (full.x, full.y)) <= full.radius_m


@FEW
@given(st.sampled_from(["Alder Road", "Birch Lane", "St John's Avenue"]), st.integers(1, 9999))
def test_a_house_number_keeps_the_answer_on_its_street(geocoder, name, number):
    street, house = geocoder.geocode(name), geocoder.geocode(f"{number} {name}")
    assert house.matched == street.matched
    assert math.dist((house.x, house.y), (street.x, street.y)) <= street.radius_m


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        " ".join(
            f"{letters}1 1AA" for letters in ("AB", "BD", "CB", "DE", "EH", "FK", "GL", "IP", "KA", "LS")
        ),
        "9 9" * 30_000,
        "xlder road " * 10_000,
        "1" * 100_000,
        "1.1," * 50_000,
        "51.38061," * 10_000,
        "a1 " * 30_000,
        "/ " * 50_000,
        "and " * 30_000,
        "HR1 " * 30_000,
        "e351234 " * 10_000,
        "((((" * 20_000,
        "o/s" * 30_000,
        "Alder Road and " * 10_000,
        "\u202e\u0301" * 20_000,
    ],
)
def test_a_hostile_text_ends_quickly(geocoder, text):
    geocoder.geocode("Aldr Road")
    assert min(_seconds(geocoder, text) for _ in range(3)) < 0.05


def _seconds(geocoder, text):
    started = time.process_time()  # the machine may be busy with other things
    geocoder.geocode(text)
    return time.process_time() - started
