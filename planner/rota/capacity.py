"""About how many sessions a team's hours allow: what a share of the week's sessions is a share of."""

from __future__ import annotations

from planner.rota.facts import Facts, shared_minutes

# A pair of workers stands in every team, and half an hour before and after a session is paid as well.
CREW = 2
AROUND_MIN = 60


def sessions_possible(facts: Facts) -> int:
    """How many sessions the workers' own limits and hours allow, never more than are on offer.

    Counted before anything is planned and from the problem alone, so that whoever asks gets the same answer.
    """
    if not facts.offers:
        return 0
    length = sum(offer.end - offer.start for offer in facts.offers) // len(facts.offers) + AROUND_MIN
    hours = 0
    for worker in facts.problem.workers:
        there = sum(shared_minutes(span, facts.week_span) for span in facts.available[worker.id])
        hours += min(worker.max_min, there)
    return min(len(facts.offers), hours // (CREW * length))
