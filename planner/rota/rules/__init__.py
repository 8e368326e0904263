"""The rules of the rota: hard ones first; this tuple is the table of contents.

`real_sessions` comes first because it makes the choices, and `shifts` second because a shift's span stands on it.
"""

from __future__ import annotations

from planner.rota.rule import Rule
from planner.rota.rules import (
    asked_for,
    availability,
    bans,
    breaks,
    claims,
    contract_minutes,
    d1_driver,
    daily_rest,
    fair_share,
    joint,
    known_faces,
    no_overlap,
    one_per_offer,
    other_provision,
    pins,
    place_once,
    qualified_lead,
    real_sessions,
    risk_assessment,
    shift_limits,
    shifts,
    site_hours,
    site_modes,
    travel,
    two_workers,
    under_18,
    vehicles,
    weekly_minutes,
    weekly_rest,
    wishes,
)

RULES: tuple[Rule, ...] = (
    real_sessions.RULE,
    shifts.RULE,
    one_per_offer.RULE,
    place_once.RULE,
    two_workers.RULE,
    qualified_lead.RULE,
    d1_driver.RULE,
    availability.RULE,
    no_overlap.RULE,
    travel.RULE,
    vehicles.RULE,
    site_hours.RULE,
    site_modes.RULE,
    risk_assessment.RULE,
    daily_rest.RULE,
    weekly_rest.RULE,
    breaks.RULE,
    weekly_minutes.RULE,
    under_18.RULE,
    shift_limits.RULE,
    joint.RULE,
    bans.RULE,
    pins.RULE,
    claims.RULE,
    asked_for.RULE,
    other_provision.RULE,
    known_faces.RULE,
    fair_share.RULE,
    wishes.RULE,
    contract_minutes.RULE,
)

BY_ID = {rule.id: rule for rule in RULES}
