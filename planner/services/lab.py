"""The analyst's lab: back-tests kept and read, settings promoted with a reason, and rolled back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from geodata.errors import BadInput
from models.week import date_words
from planner import tasks
from planner.intake.kinds import DEMAND_KINDS
from planner.intake.weights import KindWeights
from planner.lab.judging import judge
from planner.lab.reports import events_of, fingerprint
from planner.lab.running import AskedRun, RunPlan, run_lab_backtest
from planner.lab.searching import searched_settings
from planner.lab.settings import LabSettings
from planner.services.base import COMMAND_LINE, allow, name_of
from planner.services.lab_reading import as_page, as_summary
from planner.services.lab_views import RunPage, RunSummary
from planner.services.live import OFFICE
from planner.services.trying import TryUseCases
from planner.services.views import Account, Role
from planner.store import lab, people, reports
from planner.store.lab_tables import LabRunRow, LiveSettingsRow

USUAL_WEEKS = 12
LEAST_REASON, MOST_REASON = 10, 1000
Progress = Callable[[float, str], None]


class LabUseCases(TryUseCases):
    """Back-test, compare, promote, roll back."""

    def lab_runs(self, viewer: Account | None = None) -> tuple[RunSummary, ...]:
        """Every run, newest first."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            return tuple(as_summary(row) for row in lab.all_runs(session))

    def lab_run(self, viewer: Account | None, run_id: int) -> RunPage | None:
        """One run with all it found."""
        allow(viewer, *OFFICE)
        with self.store.reading() as session:
            row = lab.get_run(session, run_id)
        return None if row is None else as_page(row, self.live_settings())

    def usual_period(self) -> tuple[date, date]:
        """The last weeks whose reports are in: the Mondays at which the first and the last forecast would be made."""
        newest = self._incidents().frame["start"].max()
        until = self.today() if newest != newest else min(self.today(), newest.date() + timedelta(days=1))
        last = until - timedelta(days=7 + until.weekday())
        return last - timedelta(weeks=USUAL_WEEKS - 1), last

    def start_backtest(self, viewer: Account, asked: AskedRun) -> str:
        """Back-test settings against the live ones beside the web; return the task's id.

        Raises
        ------
        BadInput
            When the period or the settings cannot be tried.
        """
        allow(viewer, Role.ANALYST)
        self._run_plan(asked)
        return tasks.start(self, "backtest", viewer.username, asked.to_json())  # type: ignore[arg-type]

    def back_test(self, asked: AskedRun, *, progress: Progress | None = None, by: str = COMMAND_LINE) -> int:
        """Back-test settings against the live ones and keep the run; return its number."""
        say = progress or (lambda _share, _message: None)
        frame, area = self.demand_frame(), self.need_area()
        events = events_of(frame, self.today())
        plan, begun = self._run_plan(asked), 0.0
        if asked.search:
            begun = 0.5
            found = searched_settings(
                events, area, plan.live, plan.first, plan.cell_m,
                lambda done, total: say(begun * done / total, f"Searching settings: {done} of {total}"),
            )  # fmt: skip
            if found is not None:
                plan = replace(plan, others=(*plan.others, found))
        document = run_lab_backtest(
            events, area, plan, lambda share, message: say(begun + (1.0 - begun) * share, message)
        )
        with self.store.transaction() as session:
            row = LabRunRow(
                made_at=datetime.now(UTC),
                made_by=by,
                fingerprint=fingerprint(frame).to_json(),
                document=document,
                synthetic=reports.any_synthetic(session),
            )
            run_id = lab.add_run(session, row).id
            people.write_audit(session, by, "back-tested", run=run_id, tried=list(plan.candidates))
        return run_id

    def _run_plan(self, asked: AskedRun) -> RunPlan:
        if asked.last + timedelta(days=7) > self.today():
            raise BadInput(
                f"The week from {asked.last} is not over yet. The last forecast has to be a week old or more."
            )
        return RunPlan(self.live_settings(), asked.others, asked.first, asked.last, asked.cell_m)

    def promote(self, viewer: Account | None, run_id: int, label: str, reason: str) -> None:
        """Make a setting of a run the live one, with a written reason.

        Raises
        ------
        BadInput
            Without a reason, or in the words of the verdict when the run does not let it go live.
        """
        allow(viewer, Role.ANALYST)
        reason = _reason(reason)
        with self.store.reading() as session:
            row = lab.get_run(session, run_id)
        if row is None or label not in row.document["settings_of"]:
            raise BadInput("There is no such setting in that run. Choose one from the run's page.")
        judgement = judge(row.document, label, self.live_settings())
        if not judgement.may_go_live:
            raise BadInput(f"{label} does not go live. {judgement.verdict} {judgement.why_not}")
        self._go_live(
            viewer, LabSettings.from_json(row.document["settings_of"][label]), "promoted", reason, run=run_id
        )

    def agree_weights(self, viewer: Account | None, weights: KindWeights) -> None:
        """Make locally agreed weights of kinds live; their date and source are the reason, and they roll back like any.

        Raises
        ------
        BadInput
            When these weights are live already, or weigh reports that are (or are not) about young people otherwise.
        """
        allow(viewer, Role.ANALYST)
        if (weights.youth_weights["yes"], weights.youth_weights["no"]) != (1.0, 0.0):
            raise BadInput(
                "A report about young people weighs 1 and one that is not 0: weigh only unknown in [youth]."
            )
        live = self.live_settings()
        kinds = {kind: weights.kinds[kind] for kind in sorted(DEMAND_KINDS) if weights.kinds[kind] != 1.0}
        settings = replace(live, kind_weights=kinds, youth_unknown=weights.youth_weights["unknown"])
        if settings == live:
            raise BadInput("These weights are live already.")
        self._go_live(viewer, settings, "weights agreed", f"Of {date_words(weights.dated)}: {weights.source}")

    def roll_back(self, viewer: Account | None, to: int | None, reason: str) -> None:
        """Make settings that were live before the live ones again; None for those the product comes with.

        Raises
        ------
        BadInput
            Without a reason, or when there was no such setting.
        """
        allow(viewer, Role.ANALYST)
        reason = _reason(reason)
        earlier = next((one for one in self.live_history() if one.id == to), None)
        if earlier is None:
            raise BadInput("No such settings were ever live. Choose from the list.")
        if earlier.settings == self.live_settings():
            raise BadInput("These settings are live already.")
        self._go_live(viewer, earlier.settings, "rolled back", reason, back_to=to)

    def _go_live(
        self, viewer: Account | None, settings: LabSettings, how: str, reason: str, **more: Any
    ) -> None:
        with self.store.transaction() as session:
            row = LiveSettingsRow(
                made_at=datetime.now(UTC),
                made_by=name_of(viewer),
                how=how,
                reason=reason,
                settings=settings.to_json(),
                synthetic=reports.any_synthetic(session),
                **more,
            )
            lab.add_live(session, row)
            people.write_audit(session, name_of(viewer), how, settings=settings.label(), reason=reason)
        self.find_hotspots()


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        raise BadInput(
            f"Write down why, in {LEAST_REASON} to {MOST_REASON:,} characters: whoever plans by it will ask."
        )
    return reason
