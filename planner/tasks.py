"""Long work beside the web: a queue in the data folder and one process that works it off.

The page that starts a task gets its id at once and asks how far it is; the work itself runs in a process of its
own, so that a page never hangs and a solver never shares a process with the web.
"""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huey import SqliteHuey
from huey.consumer import Consumer

from geodata.errors import BadInput
from planner.store import tasks as task_store

if TYPE_CHECKING:
    from planner.services import Outreach

QUEUE_FILE = "tasks.sqlite"
STOPPED = "Stopped. Nothing was kept of it."
NEVER_STARTED = "Stopped before it started. Nothing was done."
Progress = Callable[[float, str], None]
Work = Callable[["Outreach", dict[str, Any], str, Progress], str]


def _queue(data_dir: Path) -> SqliteHuey:
    return SqliteHuey("outreach", filename=str(data_dir / QUEUE_FILE), fsync=True)


def _task_on(queue: SqliteHuey, outreach: Outreach) -> Callable[[str], Any]:
    """Register, under one name for both sides of the queue, the task that runs a kept task by its id."""

    def run_kept_task(task_id: str) -> None:
        run_task(outreach, task_id)

    registered: Callable[[str], Any] = queue.task(name="run_kept_task")(run_kept_task)
    return registered


class Stopped(Exception):  # noqa: N818  (as it is read aloud)
    """Somebody asked for the task that runs to stop; whatever it had begun is undone."""


def start(outreach: Outreach, name: str, owner: str, arguments: dict[str, Any]) -> str:
    """Put work in the queue and return the task's id."""
    task_id = uuid.uuid4().hex
    with outreach.store.transaction() as session:
        task_store.add_task(session, task_id, name, owner, arguments)
    _task_on(_queue(outreach.data_dir), outreach)(task_id)
    return task_id


def run_task(outreach: Outreach, task_id: str) -> None:
    """Do one kept task now and keep how it ended; bad input ends it as failed with its message."""
    from planner.services.work import WORK

    with outreach.store.reading() as session:
        row = task_store.get_task(session, task_id)
    if row is None or row.state in ("done", "failed"):
        return
    started = False

    def progress(share: float, message: str) -> None:
        nonlocal started
        if not _still_wanted(outreach, task_id, share, message):
            raise Stopped
        started = True

    # One that was stopped while it waited is called too: it ends at its first word, and puts its upload away.
    try:
        message = WORK[row.name](outreach, row.arguments, row.owner, progress)
    except Stopped:
        _say(outreach, task_id, "stopped", 1.0, STOPPED if started else NEVER_STARTED)
    except BadInput as error:
        _say(outreach, task_id, "failed", 1.0, str(error))
    except Exception as error:
        _say(
            outreach,
            task_id,
            "failed",
            1.0,
            f"It stopped with an error: {type(error).__name__}. Nothing was half-kept.",
        )
        raise
    else:
        _say(outreach, task_id, "done", 1.0, message)


def _say(outreach: Outreach, task_id: str, state: str, progress: float, message: str) -> None:
    with outreach.store.transaction() as session:
        task_store.update_task(session, task_id, state, progress, message)


def _still_wanted(outreach: Outreach, task_id: str, share: float, message: str) -> bool:
    """Say how far a running task is, unless it has been asked to stop."""
    with outreach.store.transaction() as session:
        row = task_store.get_task(session, task_id)
        if row is None or row.state in ("stopping", "stopped"):
            return False
        task_store.update_task(session, task_id, "running", share, message)
    return True


def close_interrupted(outreach: Outreach) -> None:
    """Say of each task that a stop interrupted that it was, so that no page waits for it for ever.

    What still waits stays in the queue and runs; what a person stopped while it waited had not started.
    """
    with outreach.store.transaction() as session:
        for row in task_store.unfinished_tasks(session):
            if row.message == task_store.STOPPING_UNSTARTED:
                row.state, row.message = "stopped", NEVER_STARTED
            elif row.state in ("running", "stopping"):
                row.state = "failed"
                row.message = "The program was stopped while this ran. Nothing was half-kept; start it again."


def start_worker(data_dir: Path, database_url: str | None, today: str | None) -> subprocess.Popen[bytes]:
    """Start the process that works the queue off; it ends by itself when its standard input closes."""
    command = [sys.executable, "-m", "planner.tasks", str(data_dir), database_url or "", today or ""]
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603  (our own interpreter and module)


def work_queue(outreach: Outreach) -> None:
    """Work the queue off until told to stop."""
    close_interrupted(outreach)
    queue = _queue(outreach.data_dir)
    _task_on(queue, outreach)
    consumer = Consumer(
        queue, workers=1, worker_type="thread", periodic=False, initial_delay=0.05, max_delay=0.5
    )
    consumer.run()


def main(arguments: list[str]) -> None:
    """Work the queue of a data folder off until standard input closes: the process that `start_worker` starts."""
    import os
    import signal
    import threading
    from datetime import date

    from planner.services import Outreach

    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    data_dir, database_url, today = arguments
    outreach = Outreach.open(
        Path(data_dir), database_url or None, today=date.fromisoformat(today) if today else None
    )
    work_queue(outreach)


if __name__ == "__main__":
    # A task is known by its module's name on both sides of the queue: here it must be planner.tasks, not __main__.
    from planner.tasks import main

    main(sys.argv[1:])
