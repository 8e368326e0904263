"""Long work beside the web: what waits, what runs, how far it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.store.tables import TaskRow

STOPPING_UNSTARTED = "Stopping before it starts"


def add_task(session: Session, task_id: str, name: str, owner: str, arguments: dict[str, Any]) -> None:
    """Keep a task that waits to be run."""
    session.add(
        TaskRow(
            id=task_id,
            name=name,
            state="waiting",
            progress=0.0,
            message="Waiting to start",
            owner=owner,
            arguments=arguments,
            made_at=datetime.now(UTC),
        )
    )


def get_task(session: Session, task_id: str) -> TaskRow | None:
    """One task."""
    return session.get(TaskRow, task_id)


def update_task(session: Session, task_id: str, state: str, progress: float, message: str) -> None:
    """Say how far a task is."""
    session.execute(
        update(TaskRow).where(TaskRow.id == task_id).values(state=state, progress=progress, message=message)
    )


def ask_to_stop(session: Session, task_id: str) -> None:
    """Ask a task to stop that waits or runs; one that has ended stays as it is."""
    for state, message in (("waiting", STOPPING_UNSTARTED), ("running", "Stopping")):
        session.execute(
            update(TaskRow)
            .where(TaskRow.id == task_id, TaskRow.state == state)
            .values(state="stopping", message=message)
        )


def unfinished_tasks(session: Session) -> list[TaskRow]:
    """Tasks that had not ended when the program last stopped."""
    return list(session.scalars(select(TaskRow).where(TaskRow.state.in_(("waiting", "running", "stopping")))))
