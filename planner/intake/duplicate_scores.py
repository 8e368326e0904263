"""How likely each pair of reports is one incident: the evidence weighed, and the references that they share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.intake.duplicate_pairs import (
    BoolArray,
    DuplicateRule,
    FloatArray,
    IntArray,
    Pairs,
    columns_of,
    find_pairs,
)
from planner.intake.other_references import SURE, QuotedPairs, pairs_that_share_a_reference


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
class ScoredPairs:
    """Pairs of rows of a frame, likeliest first, and the evidence on them.

    `at` is where a pair stands among `evidence`, or -1 where the two share a reference.
    """

    first: IntArray
    second: IntArray
    chance: FloatArray
    at: IntArray
    evidence: Pairs


def score_pairs(frame: pd.DataFrame, rule: DuplicateRule, weights: Weights) -> ScoredPairs:
    """Every pair that may be one incident, with its chance."""
    columns = columns_of(frame, rule)
    pairs = find_pairs(columns, rule)
    a, b = columns.order[pairs.first], columns.order[pairs.second]
    shared = pairs_that_share_a_reference(frame)
    possible = _possible_beside(shared, a, b, frame["partner"].to_numpy(dtype=object))
    chance = np.concatenate([shared.chance, chances(pairs, weights, possible)])
    order = np.argsort(-chance, kind="stable")
    return ScoredPairs(
        first=np.concatenate([shared.first, a])[order],
        second=np.concatenate([shared.second, b])[order],
        chance=chance[order],
        at=np.concatenate([np.full(len(shared.first), -1), np.arange(len(a))])[order],
        evidence=pairs,
    )


def _possible_beside(
    shared: QuotedPairs, a: IntArray, b: IntArray, partner: npt.NDArray[np.object_]
) -> BoolArray:
    """Which pairs can be one although either surely is one with another report, by a reference."""
    possible = np.ones(len(a), dtype=bool)
    sure = shared.chance >= SURE
    twins = {
        (row, str(partner[twin])): twin
        for i, j in zip(shared.first[sure].tolist(), shared.second[sure].tolist(), strict=True)
        for row, twin in ((i, j), (j, i))
    }
    for k, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True) if twins else ()):
        possible[k] = twins.get((i, str(partner[j])), j) == j and twins.get((j, str(partner[i])), i) == i
    return possible


def chances(pairs: Pairs, weights: Weights = WEIGHTS, possible: BoolArray | None = None) -> FloatArray:
    """The chance that each pair is one incident, when a partner reports an incident once at most.

    What is not `possible` has none.
    """
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
    odds = np.exp(log_odds) if possible is None else np.where(possible, np.exp(log_odds), 0.0)
    return _among_rivals(pairs, odds)


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
