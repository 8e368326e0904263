"""What several partners reported of one incident: offered, joined and taken apart, and always counted once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.errors import BadInput
from planner.services import Denied, Outreach
from planner.services.duplicates import without_decided
from planner.services.views import Account, Role
from planner.store import reports
from tests.end_to_end.borough import PROFILE, TODAY

HEADINGS = "Ref,When,Where,Kind,Notes\n"
SHOPS = PROFILE.replace("Housing", "Shops")


@pytest.fixture
def outreach(borough_store: Path, tmp_path: Path) -> Iterator[Outreach]:
    opened = Outreach.open(borough_store, today=TODAY)
    opened.save_profile("shops", SHOPS)
    # Two partners, one evening, one place, an hour apart: perhaps the same young people, perhaps not.
    for name, profile, hour in (("a.csv", "housing", "14:00"), ("b.csv", "shops", "14:50")):
        path = tmp_path / name
        path.write_text(
            f"{HEADINGS}{name},20/11/2026 {hour},SM3 8AA,Young people gathering,\n", encoding="utf-8"
        )
        opened.import_file(path, profile)
    yield opened
    opened.store.close()


def newest_two(outreach: Outreach) -> list[str]:
    with outreach.store.reading() as session:
        return [
            next(iter(reports.identities_of_import(session, one.id)))
            for one in reversed(outreach.imports()[:2])
        ]


def counted(outreach: Outreach) -> int:
    with outreach.store.reading() as session:
        return reports.count_incidents(session)


def sums(outreach: Outreach) -> list[tuple[int, int]]:
    return [(one.incidents, one.duplicates) for one in outreach.imports()[:2]]


def test_reports_joined_by_a_person_count_once_and_keep_their_sources(outreach: Outreach) -> None:
    before = counted(outreach)
    first, second = newest_two(outreach)
    outreach.join_reports(None, [first, second])
    assert counted(outreach) == before - 1
    assert sums(outreach) == [(0, 1), (1, 0)]
    groups, total = outreach.joined_reports(None)
    assert total == 1
    assert (groups[0].kept.partner, [one.partner for one in groups[0].repeats]) == ("Housing", ["Shops"])
    assert groups[0].by == "command line"


def test_taken_apart_they_count_again_and_stay_apart(outreach: Outreach, tmp_path: Path) -> None:
    before = counted(outreach)
    first, second = newest_two(outreach)
    outreach.join_reports(None, [first, second])
    outreach.take_apart(None, first)
    assert counted(outreach) == before
    assert outreach.joined_reports(None) == ((), 0)
    assert not [
        g for g in outreach.possible_duplicates(None) if {r.identity for r in g.reports} == {first, second}
    ]
    with pytest.raises(BadInput, match="Nothing is joined"):
        outreach.take_apart(None, first)


def test_a_report_joined_to_a_joined_one_follows_it(outreach: Outreach, tmp_path: Path) -> None:
    outreach.save_profile("buses", PROFILE.replace("Housing", "Buses"))
    path = tmp_path / "c.csv"
    path.write_text(f"{HEADINGS}c,20/11/2026 15:40,SM3 8AA,Young people gathering,\n", encoding="utf-8")
    outreach.import_file(path, "buses")
    first, second, third = (
        next(iter(identities))
        for identities in reversed([_identities(outreach, one.id) for one in outreach.imports()[:3]])
    )
    before = counted(outreach)
    outreach.join_reports(None, [second, third])
    outreach.join_reports(None, [first, second])
    assert counted(outreach) == before - 2
    (group,), _ = outreach.joined_reports(None)
    assert {one.identity for one in group.repeats} == {second, third}


def _identities(outreach: Outreach, import_id: int) -> frozenset[str]:
    with outreach.store.reading() as session:
        return reports.identities_of_import(session, import_id)


def test_reports_of_one_partner_are_not_joined(outreach: Outreach, tmp_path: Path) -> None:
    path = tmp_path / "more.csv"
    path.write_text(f"{HEADINGS}d,20/11/2026 14:10,SM3 8AA,Young people gathering,\n", encoding="utf-8")
    outreach.import_file(path, "housing")
    (new,) = _identities(outreach, outreach.imports()[0].id)
    (old,) = _identities(outreach, outreach.imports()[2].id)
    with pytest.raises(BadInput, match="same partner"):
        outreach.join_reports(None, [old, new])


def test_what_somebody_else_has_decided_is_said_to_be(outreach: Outreach) -> None:
    pair = newest_two(outreach)
    outreach.join_reports(None, pair)
    with pytest.raises(BadInput, match="decided already"):
        outreach.join_reports(None, pair)
    with pytest.raises(BadInput, match="decided already"):
        outreach.keep_apart(None, pair)


@pytest.mark.parametrize("identities", [[], ["x"], ["x", "x"], ["x", "y"]])
def test_what_is_no_pair_is_refused(outreach: Outreach, identities: list[str]) -> None:
    with pytest.raises(BadInput):
        outreach.join_reports(None, identities)


def test_the_rule_does_not_join_what_a_person_keeps_apart() -> None:
    joined = {"b": "a", "c": "a", "e": "d"}
    assert without_decided(joined, frozenset()) == joined
    assert without_decided(joined, frozenset({("a", "b")})) == {"c": "a", "e": "d"}
    assert without_decided(joined, frozenset({("b", "c")})) == {"b": "a", "e": "d"}


def test_a_partner_does_not_see_what_others_reported(outreach: Outreach) -> None:
    partner = Account(9, "btp", Role.PARTNER, None, "P1")
    for act in (outreach.possible_duplicates, outreach.joined_reports):
        with pytest.raises(Denied):
            act(partner)


def test_a_report_that_quotes_the_number_of_another_is_joined_and_can_be_taken_apart(
    outreach: Outreach, tmp_path: Path
) -> None:
    before = counted(outreach)
    wardens = PROFILE.replace("Housing", "Wardens").replace("[columns]", '[columns]\nother_id = "Quotes"')
    outreach.save_profile("wardens", wardens)
    for name, profile, text in (
        ("c.csv", "housing", f"{HEADINGS}H-0041,20/11/2026 12:00,SM3 8AA,Young people gathering,\n"),
        ("d.csv", "wardens", "Ref,When,Where,Kind,Quotes\n1,20/11/2026 19:00,SM3 8AA,Graffiti,ref h-0041\n"),
    ):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        outreach.import_file(path, profile)
    assert counted(outreach) == before + 1

    ((group,), total) = outreach.joined_reports(None)
    assert total == 1
    assert (group.kept.partner, [one.partner for one in group.repeats]) == ("Housing", ["Wardens"])
    outreach.take_apart(None, group.kept.identity)
    assert counted(outreach) == before + 2
