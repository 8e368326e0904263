"""The online geocoder against a fake of both services; no other host is touched."""

import logging
import time

import pytest

from geodata.errors import BadInput
from geodata.gazetteer.online_answers import OnlineAnswers
from geodata.location import unplaced
from geodata.online.asking import OnlineGeocoder, combined
from geodata.online.plan import looks_personal, plan_sending
from geodata.online.settings import OnlineSettings
from tests.geodata.builders import make_area
from tests.geodata.online.fake import nominatim_place, os_names_answer, os_names_entry, serving

REFUSED = unplaced("no street, junction or landmark like that is in the gazetteer")
KEY = "not-a-real-key-123"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def service():
    with serving() as fake:
        yield fake


def nominatim(fake, **changes):
    return OnlineSettings("nominatim", fake.url, **{"min_delay_s": 0.0, **changes})


def ask(fake, folder, *texts, settings=None):
    settings = settings or nominatim(fake)
    plan = plan_sending(texts, [REFUSED] * len(texts), settings)
    online = OnlineGeocoder(settings, make_area(), folder / "online-answers.sqlite")
    return online.geocode(plan, plan.agree("Ama"))


def answering(*results):
    return lambda _query: (200, list(results), {})


def test_a_street_of_nominatim_is_a_location_little_believed(service, tmp_path):
    service.answer = answering(nominatim_place("Thistle Road", 351_000, 240_000, half_m=100))
    found = ask(service, tmp_path, "thistle rd")["thistle rd"]
    assert (found.x, found.y) == (pytest.approx(351_000, abs=1), pytest.approx(240_000, abs=1))
    assert found.method == "online Nominatim"
    assert found.matched == "Thistle Road"
    assert found.confidence == 0.6
    assert 200 <= found.radius_m <= 250
    assert "127.0.0.1" in found.reason


def test_nominatim_is_asked_for_the_study_area_alone(service, tmp_path):
    ask(service, tmp_path, "Thistle Road")
    path, query = service.asked[0]
    assert path == "/search"
    assert (query["q"], query["bounded"], query["countrycodes"]) == ("Thistle Road", "1", "gb")
    assert len(query["viewbox"].split(",")) == 4


def test_os_names_is_asked_and_read_in_national_grid_metres(service, tmp_path):
    service.answer = lambda _query: (
        200,
        os_names_answer(os_names_entry("Thistle Road", 351_000, 240_000)),
        {},
    )
    settings = OnlineSettings("os-names", f"{service.url}/search/names/v1", KEY, min_delay_s=0.0)
    found = ask(service, tmp_path, "Thistle Rd", settings=settings)["Thistle Rd"]
    assert (found.x, found.y) == (351_000, 240_000)
    assert found.method == "online OS Names"
    assert found.radius_m == pytest.approx(231, abs=1)
    path, query = service.asked[0]
    assert path == "/search/names/v1/find"
    assert (query["query"], query["key"]) == ("Thistle Rd", KEY)
    assert query["fq"] == "BBOX:349000,238000,354000,242000"


def test_os_names_without_a_match_has_no_results(service, tmp_path):
    service.answer = lambda _query: (200, os_names_answer(), {})
    settings = OnlineSettings("os-names", service.url, KEY, min_delay_s=0.0)
    found = ask(service, tmp_path, "Thistle Rd", settings=settings)["Thistle Rd"]
    assert "knows no such place" in found.reason


def test_results_outside_the_area_are_left_out(service, tmp_path):
    service.answer = answering(nominatim_place("Thistle Road", 451_000, 240_000))
    found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert not found.is_placed
    assert "knows no such place" in found.reason


def test_a_result_of_another_name_is_only_an_alternative(service, tmp_path):
    service.answer = answering(nominatim_place("Bramble Road", 351_000, 240_000))
    found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert not found.is_placed
    assert [(other.matched, other.confidence) for other in found.alternatives] == [("Bramble Road", 0.3)]


def test_several_places_of_one_name_are_for_a_person_to_choose(service, tmp_path):
    service.answer = answering(
        nominatim_place("Thistle Road", 350_000, 240_000), nominatim_place("Thistle Road", 353_000, 240_000)
    )
    found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert not found.is_placed
    assert "several places" in found.reason
    assert len(found.alternatives) == 2


def test_a_place_too_large_says_nothing(service, tmp_path):
    service.answer = answering(nominatim_place("Thistledown", 351_000, 240_000, half_m=1_500, kind="suburb"))
    assert "too large" in ask(service, tmp_path, "Thistledown")["Thistledown"].reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((429, {}, {"Retry-After": "60"}), "quota"),
        ((402, {}, {}), "quota"),
        ((401, {}, {}), "key"),
        ((403, {}, {}), "key"),
        ((500, {}, {}), "cannot be reached"),
        ((200, b"<html>hello</html>", {}), "cannot be reached"),
        ((200, [{"lat": "x"}], {}), "could not be read"),
    ],
)
def test_a_failure_is_an_answer_with_its_reason(service, tmp_path, answer, reason):
    service.answer = lambda _query: answer
    found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert not found.is_placed
    assert reason in found.reason


def test_a_redirection_to_another_host_is_not_followed(service, tmp_path):
    with serving() as other:
        other.answer = answering(nominatim_place("Thistle Road", 351_000, 240_000))
        service.answer = lambda _query: (302, {}, {"Location": f"{other.url}/search?q=thistle"})
        found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert other.asked == []
    assert not found.is_placed


def test_no_network_is_an_answer_too_and_is_not_tried_for_ever(tmp_path):
    with serving() as fake:
        settings = nominatim(fake)
    answers = ask(fake, tmp_path, *(f"Thistle Road {letter}" for letter in "abcdef"), settings=settings)
    reasons = [answer.reason for answer in answers.values()]
    assert all("cannot be reached" in reason for reason in reasons[:3])
    assert all("did not answer the texts before" in reason for reason in reasons[3:])


def test_a_service_that_says_nothing_is_given_up(service, tmp_path):
    def slow(_query):
        time.sleep(0.6)
        return 200, [], {}

    service.answer = slow
    found = ask(service, tmp_path, "Thistle Road", settings=nominatim(service, timeout_s=0.2))
    assert "in time" in found["Thistle Road"].reason


def test_questions_keep_their_distance(service, tmp_path):
    started = time.monotonic()
    ask(
        service,
        tmp_path,
        "Thistle A",
        "Thistle B",
        "Thistle C",
        settings=nominatim(service, min_delay_s=0.15),
    )
    assert time.monotonic() - started >= 0.3


def test_no_text_is_sent_twice_and_none_is_kept(service, tmp_path):
    service.answer = answering(nominatim_place("Thistle Road", 351_000, 240_000))
    first = ask(service, tmp_path, "Thistle Road")
    again = ask(service, tmp_path, "thistle  road")
    assert len(service.asked) == 1
    assert again["thistle  road"].x == first["Thistle Road"].x
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("online-answers.sqlite*"))
    assert b"thistle  road" not in kept.lower()


def test_failures_are_asked_again(service, tmp_path):
    service.answer = lambda _query: (500, {}, {})
    ask(service, tmp_path, "Thistle Road")
    service.answer = answering(nominatim_place("Thistle Road", 351_000, 240_000))
    assert ask(service, tmp_path, "Thistle Road")["Thistle Road"].is_placed


def test_old_answers_are_forgotten(tmp_path, monkeypatch):
    answers = OnlineAnswers(tmp_path / "a.sqlite")
    answers.keep("host", "area", "Thistle Road", [{"x": 1.0}])
    assert answers.get("host", "area", "THISTLE road") == [{"x": 1.0}]
    assert answers.get("other", "area", "Thistle Road") is None
    monkeypatch.setattr("geodata.gazetteer.online_answers.KEPT_DAYS", -1)
    assert answers.get("host", "area", "Thistle Road") is None


def test_only_refused_texts_that_name_something_are_planned(service):
    texts = ["Thistle Road", "behind the garages", "12345", "", "call Mr Brown 07700 900123", "Thistle Road"]
    plan = plan_sending(texts, [REFUSED] * len(texts), nominatim(service))
    assert plan.texts == ("Thistle Road",)
    assert plan.personal == 1
    assert "1 text that could not be placed would leave this building, to 127.0.0.1" in plan.warning
    assert "1 more look personal" in plan.warning


def test_placed_texts_stay(service, tmp_path):
    service.answer = answering(nominatim_place("Thistle Road", 351_000, 240_000))
    found = ask(service, tmp_path, "Thistle Road")["Thistle Road"]
    assert plan_sending(["Thistle Road"], [found], nominatim(service)).texts == ()


def test_consent_is_good_for_one_plan_and_one_host(service, tmp_path):
    settings = nominatim(service)
    agreed = plan_sending(["Thistle Road"], [REFUSED], settings).agree("Ama")
    other = plan_sending(["Bramble Road"], [REFUSED], settings)
    elsewhere = OnlineGeocoder(
        OnlineSettings("nominatim", "http://127.0.0.1:9"), make_area(), tmp_path / "a.sqlite"
    )
    with pytest.raises(BadInput, match="nobody has agreed"):
        OnlineGeocoder(settings, make_area(), tmp_path / "a.sqlite").geocode(other, agreed)
    with pytest.raises(BadInput, match="nobody has agreed"):
        elsewhere.geocode(plan_sending(["Thistle Road"], [REFUSED], settings), agreed)
    assert service.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "ring 07700 900123",
        "020 7946 0123",
        "ama@example.org, Thistle Road",
        "Mrs Brown's, Thistle Road",
        "caller at 4 Thistle Road",
        "DOB 1/2/2010",
        "a boy outside 3 Thistle Road",
        "Thistle Road " + "and then they went on " * 8,
    ],
)
def test_what_looks_personal_stays(text):
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text", ["o/s 12 Thistle Road", "St Mary's Church", "Missenden Close", "Thistle Rd j/w Elm Dr"]
)
def test_addresses_do_not_look_personal(text):
    assert not looks_personal(text)


def test_neither_key_nor_text_is_in_a_log_and_the_key_is_nowhere(service, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    service.answer = lambda query: (500, {"error": f"bad {query['key']}"}, {})
    settings = OnlineSettings("os-names", service.url, KEY, min_delay_s=0.0)
    found = ask(service, tmp_path, "Thistle Road", settings=settings)
    assert KEY not in repr(settings) + caplog.text + found["Thistle Road"].reason
    ask(service, tmp_path, "Bramble Road")
    assert "Bramble" not in caplog.text


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (("nominatim", "https://nominatim.openstreetmap.org"), "usage policy"),
        (("nominatim", "https://NOMINATIM.openstreetmap.org/search"), "usage policy"),
        (("nominatim", "ftp://example.org"), "https"),
        (("nominatim", "https://ama:secret@example.org"), "without user name"),
        (("os-names", "https://api.os.uk/search/names/v1"), "key"),
        (("bing", "https://example.org"), "one of"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings, message):
    with pytest.raises(BadInput, match=message):
        OnlineSettings(*settings)


def test_a_key_means_os_names_and_an_address_a_nominatim():
    assert OnlineSettings.of(None, KEY).host == "api.os.uk"
    assert OnlineSettings.of("https://nominatim.example.org", None).title == "Nominatim"
    with pytest.raises(BadInput, match="no online geocoder is set up"):
        OnlineSettings.of(None, None)


def test_two_refusals_become_one_with_both_reasons(service, tmp_path):
    service.answer = answering(nominatim_place("Bramble Road", 351_000, 240_000))
    both = combined(REFUSED, ask(service, tmp_path, "Thistle Road")["Thistle Road"])
    assert both.reason.startswith(REFUSED.reason)
    assert both.reason.endswith("suggests only other names")
    assert [other.matched for other in both.alternatives] == ["Bramble Road"]
