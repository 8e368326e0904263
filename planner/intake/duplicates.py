"""The same incident reported by several partners: groups of reports, each with a score, and which are joined at once.

Two incidents are compared at all when

1. different partners reported them, and neither is month-only;
2. each could have happened where the other did: their distance is at most the sum of their radii, a radius counting
   at least 60 m (nobody stands on the point they report) and at most 400 m (a vague place proves little);
3. each could have happened when the other did: their windows, an exact time widened to 20 minutes either side,
   overlap, and neither window is longer than six hours;
4. their kinds may mean the same event (`kinds.compatible`), and they do not contradict each other on whether young
   people were involved.

Of these about four in ten are the same incident. How likely each is, is a matter of weighing evidence (Fellegi and
Sunter 1969: a sum of log-odds), above all of surprise: where two reports an hour are nothing strange, two reports are
two incidents, and joining them would wear down exactly the hotspots. `Weights` says what each piece of evidence
counts. A partner reports an incident once, so that of several candidates of one partner one is right at most: they
share the chance. The likeliest pairs are joined first; a group holds one incident of each partner and only incidents
that all match each other. Of a joined group, the best placed is kept.

The weights were fitted on the synthetic samples 2001 to 2024 (`python -m benchmarks.duplicate_weights`) and rounded.
One is weaker than fitted: partners of the sample agree too well on whether young people were involved.
`python -m benchmarks.duplicates` measures them on others and says how far any rule could get there.

References
----------
Fellegi, I. P. and Sunter, A. B. (1969). A theory for record linkage. Journal of the American Statistical
Association 64 (328), 1183-1210.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.intake.duplicate_pairs import RULE, DuplicateRule, FloatArray, Pairs, columns_of, find_pairs


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds of the evidence on a pair that `DuplicateRule` lets through, and where joining begins.

    Attributes
    ----------
    base
        The log-odds to begin with.
    usual
        Each time as many reports (by a factor e) are usual there at that hour; `floor` is added to those, since
        nothing is ever quite unexpected.
    space
        For being as far apart as both places allow; less by the square of the share.
    gap
        For ten minutes between their windows; more by the square.
    middles
        An hour between the middles of their times, counted up to two.
    length
        The vagueness of both times: the logarithm of one and the quarters of an hour they last, added up.
    one_silent
        When one says whether young people were involved and the other does not.
    rival
        Each other pair that either is in, counted up to six.
    join_at, offer_at
        From which chance on a pair is joined at once, and from which it is offered to a person.
    """

    base: float = -0.75
    usual: float = -1.4
    floor: float = 0.01
    space: float = -2.4
    gap: float = -0.9
    middles: float = -0.9
    length: float = -0.7
    one_silent: float = -2.5
    rival: float = -0.25
    join_at: float = 0.7
    offer_at: float = 0.15


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Incidents that several partners may have reported each.

    Attributes
    ----------
    incidents
        Their ids; the first is the one to keep.
    score
        The chance that they are one, 0 to 1: that of the weakest of their pairs.
    reasons
        Why, in sentences.
    joined_at_once
        Whether the score is high enough to join them without a person.
    """

    incidents: tuple[str, ...]
    score: float
    reasons: tuple[str, ...]
    joined_at_once: bool


def suggest_duplicates(
    frame: pd.DataFrame,
    *,
    known: Collection[str] = frozenset(),
    rule: DuplicateRule = RULE,
    weights: Weights = WEIGHTS,
) -> tuple[DuplicateGroup, ...]:
    """Groups of incidents that may be one, the likeliest first.

    Parameters
    ----------
    frame
        Incidents frame; metres, naive local times.
    known
        Ids of incidents that are here already: of a group, such a one is kept, and no group has two of them.
    rule, weights
        What is compared, and what the evidence counts.

    Returns
    -------
    tuple of DuplicateGroup
        Those joined at once hold each incident once. One that is offered may name an incident of a joined group,
        which then stands for the whole group.
    """
    columns = columns_of(frame, rule)
    pairs = find_pairs(columns, rule)
    ids = frame["incident_id"].to_numpy(dtype=object)
    partner = frame["partner"].to_numpy(dtype=object)
    is_known = np.array([one in known for one in ids]) if known else np.zeros(len(ids), dtype=bool)
    a, b = columns.order[pairs.first], columns.order[pairs.second]
    chance = chances(pairs, weights)
    usable = ~(is_known[a] & is_known[b]) & (chance >= weights.offer_at)
    scored = list(zip(a[usable].tolist(), b[usable].tolist(), chance[usable].tolist(), strict=True))
    scored.sort(key=lambda one: -one[2])
    evidence = {(int(a[k]), int(b[k])): k for k in np.flatnonzero(usable)}

    radius = frame["radius_m"].to_numpy(dtype=float)
    exact = (frame["time_kind"] == "exact").to_numpy()

    def as_group(members: list[int], score: float, joined: bool) -> DuplicateGroup:
        ordered = sorted(members, key=lambda i: (not is_known[i], not exact[i], radius[i], i))
        among = [int(k) for (i, j), k in evidence.items() if i in members and j in members]
        reasons = _reasons(frame.iloc[ordered], pairs, among)
        return DuplicateGroup(tuple(str(ids[i]) for i in ordered), round(score, 3), reasons, joined)

    sure = [one for one in scored if one[2] >= weights.join_at]
    partners = [{str(name)} for name in partner]
    kept: dict[int, int] = {}
    found = []
    for members, score in _group(sure, partners):
        members.sort(key=lambda i: (not is_known[i], not exact[i], radius[i], i))
        kept |= dict.fromkeys(members, members[0])
        partners[members[0]] = {str(partner[i]) for i in members}
        found.append(as_group(members, score, True))
    rest = [(kept.get(i, i), kept.get(j, j), score) for i, j, score in scored]
    offered = _group([one for one in rest if one[0] != one[1]], partners)
    found += [as_group(members, score, False) for members, score in offered]
    return tuple(found)


def join_duplicates(
    frame: pd.DataFrame,
    *,
    known: Collection[str] = frozenset(),
    rule: DuplicateRule = RULE,
    weights: Weights = WEIGHTS,
) -> dict[str, str]:
    """Which incidents repeat which, across partners: those of the groups that are joined at once.

    Parameters are those of `suggest_duplicates`.

    Returns
    -------
    dict
        Id of each incident that repeats another, to the id of the one that is kept.
    """
    groups = suggest_duplicates(frame, known=known, rule=rule, weights=weights)
    return {
        repeat: group.incidents[0]
        for group in groups
        if group.joined_at_once
        for repeat in group.incidents[1:]
        if repeat not in known
    }


def chances(pairs: Pairs, weights: Weights = WEIGHTS) -> FloatArray:
    """The chance that each pair is one incident, when a partner reports an incident once at most."""
    log_odds = (
        weights.base
        + weights.usual * np.log(pairs.expected + weights.floor)
        + weights.space * pairs.space**2
        + weights.gap * (pairs.gap_min / 10.0) ** 2
        + weights.middles * np.minimum(pairs.middles_min, 120.0) / 60.0
        + weights.length * pairs.lengths
        + weights.one_silent * pairs.youth_said
        + weights.rival * pairs.rivals
    )
    return _among_rivals(pairs, np.exp(log_odds))


def _among_rivals(pairs: Pairs, odds: FloatArray) -> FloatArray:
    """Chances out of odds: a report is one with one report of another partner at most, the likelier the rather."""
    if not len(odds):
        return odds
    partners = int(max(pairs.first_partner.max(), pairs.second_partner.max())) + 1
    # Of each incident, the odds of all its pairs with one partner, added up.
    of_first = pairs.first * partners + pairs.second_partner
    of_second = pairs.second * partners + pairs.first_partner
    keys, places = np.unique(np.concatenate([of_first, of_second]), return_inverse=True)
    total = np.bincount(places, np.concatenate([odds, odds]), len(keys))
    return np.asarray(odds / (1.0 + total[places[: len(odds)]] + total[places[len(odds) :]] - odds))


def _group(
    scored: Iterable[tuple[int, int, float]], partners: list[set[str]]
) -> list[tuple[list[int], float]]:
    """Groups of incidents that all match, one of each partner, likeliest pairs first; each with its weakest pair."""
    listed = list(scored)
    edges: dict[tuple[int, int], float] = {}
    for i, j, score in listed:
        pair = (min(i, j), max(i, j))
        edges[pair] = max(score, edges.get(pair, 0.0))
    group_of: dict[int, list[int]] = {}
    for i, j, _ in listed:
        one, other = group_of.get(i, [i]), group_of.get(j, [j])
        if one is other or set().union(*(partners[m] for m in one)) & set().union(
            *(partners[m] for m in other)
        ):
            continue
        if all((min(m, n), max(m, n)) in edges for m in one for n in other):
            merged = one + other
            group_of |= dict.fromkeys(merged, merged)
    groups = {id(group): group for group in group_of.values()}.values()
    return [
        (group, min(edges[min(m, n), max(m, n)] for k, m in enumerate(group) for n in group[k + 1 :]))
        for group in groups
    ]


def _reasons(rows: pd.DataFrame, pairs: Pairs, among: list[int]) -> tuple[str, ...]:
    """What speaks for a group, in sentences."""
    partners = " and ".join(dict.fromkeys(rows["partner"].astype(str)))
    apart = float(np.hypot(np.ptp(rows["x"]), np.ptp(rows["y"])))
    reach = float(np.sort(rows["radius_m"].to_numpy(dtype=float))[-2:].sum())
    reasons = [f"{partners} reported them {apart:.0f} m apart, with radii of {reach:.0f} m together."]
    starts = rows["start"]
    minutes = (starts.max() - starts.min()).total_seconds() / 60
    reasons.append(
        "Their times overlap."
        if any(pairs.gap_min[k] == 0 and pairs.lengths[k] > 0 for k in among)
        else f"Their times are {minutes:.0f} minutes apart."
    )
    if among:
        usual = float(np.mean(pairs.expected[among]))
        reasons.append(f"There, {usual:.2f} reports an hour are usual at that hour of the week.")
    said = set(rows["youth_related"]) - {"unknown"}
    if len(said) == 1 and "unknown" not in set(rows["youth_related"]):
        reasons.append(f"They agree that young people were {'' if said == {'yes'} else 'not '}involved.")
    return tuple(reasons)
