"""The use cases. The pages and the command line call these and nothing deeper."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from geodata.errors import BadInput
from models.week import Week
from planner import tasks
from planner.services.area import AreaUseCases
from planner.services.base import allow
from planner.services.comparing import CompareUseCases
from planner.services.errors import Denied
from planner.services.joint import REASONS
from planner.services.online import OnlineUseCases
from planner.services.people import PeopleUseCases
from planner.services.planning import DEFAULT_TIME_LIMIT_S
from planner.services.pricing import PriceUseCases
from planner.services.squares import SquareUseCases
from planner.services.uploads import UploadUseCases
from planner.services.views import Account, Role, TaskStatus
from planner.store import Store, decisions, lab, people, reports, weeks
from planner.store import settings as settings_store
from planner.store import tasks as task_store

__all__ = ["REASONS", "Denied", "Outreach"]


class Outreach(
    PeopleUseCases,
    AreaUseCases,
    UploadUseCases,
    SquareUseCases,
    OnlineUseCases,
    PriceUseCases,
    CompareUseCases,
):
    """Everything the product can do, over one data folder."""

    @classmethod
    def open(cls, data_dir: Path, database_url: str | None = None, today: date | None = None) -> Outreach:
        """Open (or begin) the store of a data folder. `today` stands in for the clock."""
        opened = cls(data_dir, Store.open(data_dir, database_url), today)
        opened.database_url = database_url
        return opened

    database_url: str | None = None

    def start_plan(self, viewer: Account, week: Week) -> str:
        """Plan a week beside the web; return the task's id."""
        allow(viewer, Role.MANAGER)
        self.need_team()
        if week.days[-1] < self.today():
            raise BadInput(f"Week {week} is over: nothing of it can be planned any more.")
        arguments = {"week": str(week), "time_limit_s": DEFAULT_TIME_LIMIT_S}
        return tasks.start(self, "plan", viewer.username, arguments)

    def task(self, viewer: Account, task_id: str) -> TaskStatus | None:
        """How far a task of one's own is."""
        with self.store.reading() as session:
            row = task_store.get_task(session, task_id)
        if row is None or (row.owner != viewer.username and viewer.role is not Role.ADMIN):
            return None
        return TaskStatus(row.id, row.name, row.state, row.progress, row.message, row.owner)

    def stop_task(self, viewer: Account, task_id: str) -> None:
        """Ask a task of one's own to stop: it ends before anything of it is kept, or has ended already."""
        if self.task(viewer, task_id) is None:
            raise BadInput("There is no such task, or it is somebody else's.")
        with self.store.transaction() as session:
            task_store.ask_to_stop(session, task_id)
            people.write_audit(session, viewer.username, "asked a task to stop", task=task_id)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start the process that works off the queue of tasks."""
        today = self._today.isoformat() if self._today else None
        return tasks.start_worker(self.data_dir, self.database_url, today)

    def remove_sample(self) -> None:
        """Remove everything of the sample; what a person brought in stays."""
        with self.store.transaction() as session:
            weeks.remove_synthetic_weeks(session)
            decisions.remove_synthetic_decisions(session)
            lab.remove_synthetic_lab(session)
            reports.remove_synthetic_reports(session)
            settings_store.remove_synthetic_profiles(session)
            people.remove_synthetic_accounts(session)
            people.write_audit(session, "command line", "removed sample")
        if self.study_area() is not None:
            self.gazetteer().remove_synthetic()
