"""Demand: the reports expected within a walk of a point, hour by hour, next week."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy import sparse, special
from scipy.spatial import KDTree

from geodata.study_area import StudyArea
from models.counts import week_spread
from models.known import Known, known_incidents
from models.settings import DemandSettings
from models.shrinkage import gamma_shape
from models.windows import borough_hours

_LATTICE_M = 500.0
_MOST_POINTS = 1500


@dataclass(frozen=True)
class Demand:
    """Expected youth-weighted reports of next week, for any point of the borough.

    Made by `fit_demand`. `xy` (n, 2) metres, `weight` (n,) and `hours` (n, 168, rows summing to 1) are the known
    reports; `density` is the borough's reports a week and square metre; `near_shape` says how tightly a neighbourhood
    follows the borough, `own_shape` a catchment its neighbourhood (gamma shapes); `week_variance` is the relative
    variance that a week brings to all.
    """

    settings: DemandSettings
    tree: KDTree
    weight: NDArray[np.float64]
    hours: sparse.csr_array
    profile: NDArray[np.float64]
    weeks: float
    scale: float
    density: float
    near_shape: float
    own_shape: float
    week_variance: float

    def around(self, x: float, y: float, walk_m: float = 500.0) -> NDArray[np.float64]:
        """Expected reports per hour of next week within the walk, (7, 24) with Monday first.

        A report counts in full at the point and less with its distance, down to nothing at `walk_m`.
        """
        rate, _, hours = self._catchment(x, y, walk_m)
        return (rate * hours).reshape(7, 24)

    def around_interval(
        self, x: float, y: float, walk_m: float = 500.0, inner: float = 0.9
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Lower and upper ends (7, 24) of the middle `inner` of each hour's expected reports.

        Of the rate: how uncertain the place's own is, how uncertain its hours are, and the week's shared effect.
        """
        rate, shape, hours = self._catchment(x, y, walk_m)
        known = shape + self.settings.hours_strength
        # A Dirichlet says next to nothing about the quietest hours; call those no wider than an exponential.
        of_share = np.minimum(1.0, (1.0 - hours) / ((known + 1.0) * np.maximum(hours, 1e-12)))
        return self._gamma_ends(rate * hours, 1.0 / shape + of_share + self.week_variance, inner)

    def week_interval(
        self, x: float, y: float, walk_m: float = 500.0, inner: float = 0.9
    ) -> tuple[float, float, float]:
        """Expected reports of the whole week within the walk, with the middle `inner` of that rate."""
        rate, shape, _ = self._catchment(x, y, walk_m)
        low, high = self._gamma_ends(np.array([rate]), np.array([1.0 / shape + self.week_variance]), inner)
        return rate, float(low[0]), float(high[0])

    def _catchment(self, x: float, y: float, walk_m: float) -> tuple[float, float, NDArray[np.float64]]:
        """Reports a week, the gamma shape behind that, and the split over the hours of the week (168,)."""
        if not walk_m > 0:
            raise ValueError(f"Expected a walk of more than 0 m, got {walk_m}.")
        reach = self.settings.neighbourhood_m
        near, near_hours = self.seen(x, y, reach)
        own, own_hours = self.seen(x, y, walk_m)
        drawn = (near + self.near_shape) / (self.usual(reach) + self.near_shape)
        usual = self.usual(walk_m) * drawn
        shape = own + self.own_shape
        rate = usual * shape / (usual + self.own_shape) / self.weeks * self.scale
        strength = self.settings.hours_strength
        near_split = (near_hours + strength * self.profile) / (near_hours.sum() + strength)
        split = (own_hours + strength * near_split) / (own_hours.sum() + strength)
        return float(rate), float(shape), split

    def usual(self, reach_m: float) -> float:
        """What the borough's density gives within reach over the whole history, in independent reports."""
        cone_m2 = np.pi * reach_m**2 / 3.0  # tapered ground: a disc counts for a third
        return float(cone_m2 * self.density * self.weeks / self.scale)

    def seen(self, x: float, y: float, reach_m: float) -> tuple[float, NDArray[np.float64]]:
        """Tapered reports within reach over the whole history, in independent reports, and their hours (168,)."""
        rows = np.array(sorted(self.tree.query_ball_point((x, y), reach_m)), dtype=np.int64)
        if not rows.size:
            return 0.0, np.zeros(168)
        away = np.linalg.norm(self.tree.data[rows] - (x, y), axis=1)
        tapered = self.weight[rows] / self.scale * taper(away, reach_m)
        return float(tapered.sum()), np.asarray(self.hours[rows].T @ tapered)

    @staticmethod
    def _gamma_ends(
        mean: NDArray[np.float64], variance: NDArray[np.float64], inner: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        shape = 1.0 / np.maximum(variance, 1e-9)
        low, high = (
            mean * special.gammaincinv(shape, tail) / shape for tail in ((1 - inner) / 2, (1 + inner) / 2)
        )
        return (low.reshape(7, 24), high.reshape(7, 24)) if mean.size == 168 else (low, high)


def taper(away_m: NDArray[np.float64], walk_m: float) -> NDArray[np.float64]:
    """How much a report this far away counts: 1 at the point, falling evenly to 0 at `walk_m`."""
    return np.maximum(0.0, 1.0 - np.asarray(away_m) / walk_m)


def fit_demand(
    incidents: pd.DataFrame,
    *,
    as_of: date,
    area: StudyArea | None = None,
    settings: DemandSettings | None = None,
) -> Demand:
    """Learn demand from the incidents that started and were reported before `as_of`.

    The reports of a catchment are shrunk towards its neighbourhood, and those towards the borough, as tightly as
    catchments round past reports say; its hours the same way. Incidents placed to within more than a neighbourhood
    count for the borough's level alone. Month-only rows say where, never when.

    Parameters
    ----------
    incidents
        The incidents frame (columns in `models.known.INCIDENT_COLUMNS`).
    area
        The study area, for its size; without one, the ground within 500 m of a report.

    Raises
    ------
    BadInput
        When a column is missing.
    """
    settings = settings or DemandSettings()
    known = known_incidents(
        incidents,
        as_of=as_of,
        youth_weights=settings.youth_weights,
        severity_weights=settings.severity_weights,
        half_life_days=settings.half_life_days,
        sharp_m=settings.neighbourhood_m,
    )
    month_to_timed = known.timed_weeks / known.month_weeks
    weight = known.where_weight * np.where(known.timed, 1.0, month_to_timed)
    total = float(weight.sum())
    ground = _ground(known, area)
    demand = Demand(
        settings=settings,
        tree=KDTree(known.xy if len(known.xy) else np.zeros((1, 2))),
        weight=weight if len(weight) else np.zeros(1),
        hours=known.hours if len(weight) else sparse.csr_array((1, 168)),
        profile=borough_hours(np.asarray(known.hours.T @ known.weight)),
        weeks=known.timed_weeks,
        scale=float((weight**2).sum() / total) if total > 0 else 1.0,
        density=total / known.timed_weeks / max(float(ground.area), 1.0),
        near_shape=1.0,
        own_shape=1.0,
        week_variance=week_spread(
            np.bincount(known.week[known.timed], minlength=known.weeks)[:104].astype(float)
        ),
    )
    return _with_shapes(demand, ground) if total > 0 else demand


def _with_shapes(demand: Demand, ground: shapely.Geometry) -> Demand:
    """How tightly neighbourhoods follow the borough and catchments their neighbourhood, from points all over it."""
    step = max(_LATTICE_M, float(np.sqrt(ground.area / _MOST_POINTS)))
    west, south, east, north = ground.bounds
    x, y = (part.ravel() for part in np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)))
    inside = shapely.contains_xy(ground, x, y)
    points = list(zip(x[inside], y[inside], strict=True))
    if not points:
        return demand
    reach = demand.settings.neighbourhood_m
    near = np.array([demand.seen(*point, reach)[0] for point in points])
    demand = replace(demand, near_shape=gamma_shape(near, np.full(len(near), demand.usual(reach))))
    own = np.array([demand.seen(*point, _LATTICE_M)[0] for point in points])
    drawn = (near + demand.near_shape) / (demand.usual(reach) + demand.near_shape)
    return replace(demand, own_shape=gamma_shape(own, demand.usual(_LATTICE_M) * drawn))


def _ground(known: Known, area: StudyArea | None) -> shapely.Geometry:
    """The area in metres; without one the ground within 500 m of a report."""
    if area is not None:
        return area.metric_boundary
    return shapely.union_all(
        shapely.buffer(shapely.points(np.unique(np.round(known.xy, -2), axis=0)), _LATTICE_M)
    )
