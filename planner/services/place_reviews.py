"""Reviews of places: a person looked at whether we should still come, and the weeks are counted from then."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.errors import BadInput
from models.week import Week
from planner.rota.history import History
from planner.rota.result import ROTA_JSON
from planner.rota.rules.place_review import PARAMETERS
from planner.services.base import allow, name_of
from planner.services.joint import JointUseCases
from planner.services.manager_views import PlaceReview, ReviewedPlace
from planner.services.views import Account, Role
from planner.store import decisions, people
from planner.store.manager_tables import PlaceReviewRow
from planner.team.types import Team

# As far back as a plan looks: a place without any review is counted from there.
WEEKS_BACK = 17
LONGEST_REASON = 500


class PlaceReviewUseCases(JointUseCases):
    """Record reviews of places, take one back, and count the weeks since."""

    def reviewed_places(self, viewer: Account | None) -> tuple[ReviewedPlace, ...]:
        """Every place of the team, those that need a review first."""
        allow(viewer, Role.MANAGER)
        team = self.team()
        if team is None:
            return ()
        week = Week.of(self.today()).plus(1)
        with self.store.reading() as session:
            newest = decisions.newest_planned(session)
            rows = decisions.place_reviews(session)
            rotas = decisions.published_rotas(session, [str(week.plus(-n)) for n in range(1, WEEKS_BACK + 1)])
        place_of = {site.id: site.id for site in team.sites}
        names = {site.id: site.name for site in team.sites}
        if newest is not None:
            place_of |= {one["id"]: one["place"] for one in newest.problem["sites"] if one["id"] in place_of}
            names |= newest.names
        zone = ZoneInfo(self.need_area().time_zone)
        history = History(week, [ROTA_JSON.validate_python(row.rota) for row in rotas], zone, place_of)
        days = self.reviewed_days(team, week)
        sites: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for site in team.sites:
            sites[place_of[site.id]].append((site.id, site.name))
        places = []
        for place, here in sites.items():
            own = {name for name, _ in here}
            weeks = history.weeks_without_review(place, max(days[name] for name in own))
            last = next((_review(row) for row in rows if row.site in own), None)
            places.append(ReviewedPlace(names.get(place, place), tuple(here), weeks, self._most(), last))
        return tuple(sorted(places, key=lambda one: (-one.weeks, one.name)))

    def _most(self) -> int:
        return round(PARAMETERS["weeks"].default)

    def reviewed_days(self, team: Team, week: Week) -> dict[str, date]:
        """By site, the day of its last review; one from before all that a plan looks at where there was none."""
        before = week.plus(-WEEKS_BACK).monday - timedelta(days=1)
        with self.store.reading() as session:
            rows = decisions.place_reviews(session)
        days = {site.id: before for site in team.sites}
        for row in rows:
            if row.site in days:
                days[row.site] = max(days[row.site], row.reviewed_on)
        return days

    def place_reviews(self, viewer: Account | None) -> tuple[PlaceReview, ...]:
        """Every review that stands, the newest first."""
        allow(viewer, Role.MANAGER)
        with self.store.reading() as session:
            return tuple(_review(row) for row in decisions.place_reviews(session))

    def record_review(self, viewer: Account | None, site: str, on: date, by: str, reason: str) -> int:
        """Record that a person looked at a site on a day and why we go on coming: its weeks are counted from there.

        Return its number.

        Raises
        ------
        BadInput
            For a site that is not the team's, a day to come, or without a name and a reason.
        """
        allow(viewer, Role.MANAGER)
        team = self.need_team()
        names = {one.id: one.name for one in team.sites}
        by, reason = " ".join(by.split()), " ".join(reason.split())
        if site not in names:
            raise BadInput("Choose a site of the team.")
        if on > self.today():
            raise BadInput("A review is recorded once it was held: choose today or an earlier day.")
        if not 2 <= len(by) <= 100:
            raise BadInput("Give the name of the person who reviewed the place.")
        if not 10 <= len(reason) <= LONGEST_REASON:
            raise BadInput(f"Write down why the team goes on coming, in 10 to {LONGEST_REASON} characters.")
        row = PlaceReviewRow(
            site=site,
            site_name=names[site],
            reviewed_on=on,
            reviewed_by=by,
            reason=reason,
            made_at=datetime.now(UTC),
            made_by=name_of(viewer),
            synthetic=team.synthetic,
        )
        with self.store.transaction() as session:
            decisions.add(session, row)
            people.write_audit(
                session, name_of(viewer), "reviewed place", site=names[site], on=on.isoformat(), by=by
            )
        return row.id

    def withdraw_review(self, viewer: Account | None, review_id: int) -> None:
        """Take back a review that was recorded by mistake; its line stays in the store."""
        allow(viewer, Role.MANAGER)
        with self.store.transaction() as session:
            row = decisions.get_place_review(session, review_id)
            if row is None or row.withdrawn_at is not None:
                raise BadInput("This review has been taken back already.")
            row.withdrawn_at, row.withdrawn_by = datetime.now(UTC), name_of(viewer)
            people.write_audit(session, name_of(viewer), "took back review", site=row.site_name)


def _review(row: PlaceReviewRow) -> PlaceReview:
    return PlaceReview(row.id, row.site_name, row.reviewed_on, row.reviewed_by, row.reason, row.made_by)
