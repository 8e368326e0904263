"""Which listed reason a person's words stand for."""

from __future__ import annotations

from planner.rota.problem import JOINT_REASONS

# The words of DESIGN.md, for problems written by hand.
_WORDS = {
    "partner's request for support": "partner_request",
    "serious violence or a weapon reported there lately": "serious_violence",
    "railway or other partner's ground": "partner_ground",
    "our own risk assessment": "risk_assessment",
    "planned operation": "planned_operation",
}


def joint_reason(text: str) -> str | None:
    """The key of the listed reason, from the key itself or the list's words; None when it is not listed."""
    plain = (
        " ".join(text.replace("’", "'").casefold().split())
        .removeprefix("a ")
        .removeprefix("the ")
        .rstrip(".")
    )
    key = plain.replace(" ", "_").replace("-", "_")
    if key in JOINT_REASONS:
        return key
    words = {
        reason.casefold().removeprefix("the ").removeprefix("a "): k for k, reason in JOINT_REASONS.items()
    }
    return _WORDS.get(plain) or words.get(plain)
