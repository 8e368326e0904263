"""The same incident reported by several partners: groups of reports, each with a score, and which are joined at once.

Two incidents are compared at all when

1. different partners reported them, and neither is month-only;
2. each could have happened where the other did: their distance is at most the sum of their radii, a radius counting
   at least 60 m (nobody stands on the point they report) and at most 400 m (a vague place proves little);
3. each could have happened when the other did: their windows, an exact time widened to 20 minutes either side,
   overlap, and neither window is longer than six hours;
4. their kinds may mean the same event (`kinds.compatible`), and they do not contradict each other on whether young
   people were involved.

Reports that share a reference (`other_references`) are joined whatever else speaks for them. Of the others that are
compared about four in ten are the same incident. How likely each is, is a matter of weighing evidence (Fellegi and
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

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.intake.duplicate_pairs import RULE, DuplicateRule, Pairs
from planner.intake.duplicate_scores import WEIGHTS, Weights, score_pairs


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
    pairs = score_pairs(frame, rule, weights)
    ids = frame["incident_id"].to_numpy(dtype=object)
    partner = frame["partner"].to_numpy(dtype=object)
    is_known = np.array([one in known for one in ids]) if known else np.zeros(len(ids), dtype=bool)
    usable = ~(is_known[pairs.first] & is_known[pairs.second]) & (pairs.chance >= weights.offer_at)
    columns = (values[usable].tolist() for values in (pairs.first, pairs.second, pairs.chance, pairs.at))
    found_pairs = list(zip(*columns, strict=True))
    scored = [(i, j, chance) for i, j, chance, _ in found_pairs]
    pairs_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for i, j, _, at in found_pairs:
        pairs_of[i].append((j, at))

    radius = frame["radius_m"].to_numpy(dtype=float)
    exact = (frame["time_kind"] == "exact").to_numpy()

    def as_group(members: list[int], score: float, joined: bool) -> DuplicateGroup:
        ordered = sorted(members, key=lambda i: (not is_known[i], not exact[i], radius[i], i))
        among = [at for i in members for j, at in pairs_of[i] if j in members]
        reasons = _reasons(frame.iloc[ordered], pairs.evidence, among)
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
    share = -1 in among
    among = [at for at in among if at >= 0]
    partners = " and ".join(dict.fromkeys(rows["partner"].astype(str)))
    apart = float(np.hypot(np.ptp(rows["x"]), np.ptp(rows["y"])))
    reach = float(np.sort(rows["radius_m"].to_numpy(dtype=float))[-2:].sum())
    reasons = ["They share a reference."] if share else []
    reasons += [f"{partners} reported them {apart:.0f} m apart, with radii of {reach:.0f} m together."]
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
