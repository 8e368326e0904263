"""One session of a planned week: its page, and fixing it or ruling it out for the next plan."""

from __future__ import annotations

from geodata.errors import BadInput
from models.week import Week
from planner.rota.case import Case
from planner.rota.facts import Facts
from planner.rota.problem import PROBLEM_JSON
from planner.rota.result import ROTA_JSON, Deployment
from planner.rota.standby import is_evening
from planner.services.base import allow
from planner.services.manager_views import SessionPage
from planner.services.views import Account, Role
from planner.services.weeks import WeekUseCases
from planner.store import decisions


class SessionUseCases(WeekUseCases):
    """Look at one session, and decide on it."""

    def session_page(self, viewer: Account | None, week: Week, deployment_id: str) -> SessionPage | None:
        """One session with its reasons and who could step in; None where the week has no such session."""
        allow(viewer, Role.MANAGER, Role.ANALYST, Role.ADMIN)
        row = self._row(week, viewer)
        if row is None:
            return None
        rota = ROTA_JSON.validate_python(row.rota)
        case = Case(Facts(PROBLEM_JSON.validate_python(row.problem)), rota)
        held = next((one for one in case.held if one.id == deployment_id), None)
        if held is None:
            return None
        deployment = held.deployment
        with self.store.reading() as session:
            pins = decisions.pins(session, str(week))
        return SessionPage(
            deployment=deployment,
            names=dict(row.names),
            standby=tuple(one for one in rota.standby if one.deployment == deployment_id),
            evening=is_evening(case.facts, held),
            synthetic=row.synthetic,
            status=row.status,
            pinned=any(
                (pin.site, pin.start, pin.end) == (deployment.site, deployment.start, deployment.end)
                for pin in pins
            ),
        )

    def pin_planned(
        self, viewer: Account | None, week: Week, deployment_id: str, *, with_people: bool
    ) -> int:
        """Fix a session as it is planned, with the same people where that matters; return the pin's number."""
        allow(viewer, Role.MANAGER)
        held = self._planned_session(week, deployment_id)
        people = held.workers if with_people else ()
        return self.pin_session(viewer, week, held.site, held.start, held.end, held.mode, people)

    def rule_out_planned(self, viewer: Account | None, week: Week, deployment_id: str) -> int:
        """Rule a planned session's site out at its hours; return the ban's number."""
        allow(viewer, Role.MANAGER)
        return self.rule_out_session(viewer, week, self._planned_session(week, deployment_id))

    def _planned_session(self, week: Week, deployment_id: str) -> Deployment:
        row = self._row(week, None)
        rota = ROTA_JSON.validate_python(row.rota) if row else None
        held = next((d for d in rota.deployments if d.id == deployment_id), None) if rota else None
        if held is None:
            raise BadInput("The week has no such session any more.")
        return held
