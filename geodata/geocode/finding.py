"""What a step of the geocoder finds, in metres of the area's CRS, before it becomes a Location."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Finding:
    """A point with its radius and confidence, or a refusal (x and y None) with its reason."""

    x: float | None
    y: float | None
    radius_m: float
    confidence: float
    method: str
    matched: str
    alternatives: tuple[Finding, ...] = ()
    reason: str = ""

    @property
    def is_placed(self) -> bool:
        """Whether there is a point."""
        return self.x is not None and self.y is not None

    @property
    def point(self) -> tuple[float, float]:
        """x and y of a placed finding."""
        if self.x is None or self.y is None:
            raise ValueError("a refusal has no point")
        return self.x, self.y

    def less_sure(self, factor: float, reason: str = "", widen_m: float = 0.0) -> Finding:
        """The same point, believed less, with the reason added."""
        reasons = "; ".join(part for part in (self.reason, reason) if part)
        return replace(
            self, confidence=self.confidence * factor, reason=reasons, radius_m=self.radius_m + widen_m
        )


def refusal(reason: str, alternatives: tuple[Finding, ...] = ()) -> Finding:
    """No point, with the reason and what it might be."""
    return Finding(None, None, 0.0, 0.0, "", "", alternatives, reason)
