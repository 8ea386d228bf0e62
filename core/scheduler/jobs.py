import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from core import clock
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from core.scheduler.models import JobRun

log = logging.getLogger(__name__)
KEEP = timedelta(days=90)
BUSY = ("database is locked", "lock timeout")

Run = Callable[[], dict[str, int]]


@dataclass(frozen=True)
class Job:
    """A job: its name, what it is for, and the function; run twice in a row the second run does nothing."""

    name: str
    label: str
    run: Run
    order: int = 100
    """Lower ones first: what is told of the day comes after what is found on it."""


@dataclass(frozen=True)
class Outcome:
    job: str
    did: dict[str, int] = field(default_factory=dict)
    error: str = ""


def register_job(app: Flask, job: Job) -> None:
    app.extensions.setdefault("jobs", {})[job.name] = job


def jobs() -> Sequence[Job]:
    found: Sequence[Job] = list(current_app.extensions.get("jobs", {}).values())
    return sorted(found, key=lambda job: job.order)


def tick() -> list[Outcome]:
    """Run every job once. One that fails is noted and does not keep the others from running."""
    return [_run(job) for job in jobs()]


def _run(job: Job) -> Outcome:
    started = clock.now()
    try:
        with acting_as(f"job:{job.name}"):
            did = {k: v for k, v in job.run().items() if v}
        outcome = Outcome(job.name, did)
    except Exception as error:
        if is_busy(error):
            log.warning("job %s waited in vain for another writer, and runs again at the next tick", job.name)
        else:
            log.exception("job %s failed", job.name)
        db.session.rollback()
        outcome = Outcome(job.name, error=type(error).__name__)
    try:
        with unit_of_work():
            _note(outcome, started)
    except OperationalError as error:
        if not is_busy(error):
            raise
        log.warning("the run of job %s was not noted: another writer held the database", job.name)
    db.session.remove()
    return outcome


def is_busy(error: Exception) -> bool:
    """Whether the one writer was somebody else for longer than anybody waits, such as a long import: as SQLite says it, and
    as PostgreSQL does."""
    return isinstance(error, OperationalError) and any(words in str(error) for words in BUSY)


def _note(outcome: Outcome, started: Any) -> None:
    """Keep the last idle run and every run that did something or failed, for 90 days."""
    last = db.session.scalar(select(JobRun).where(JobRun.job == outcome.job).order_by(JobRun.id.desc()).limit(1))
    if last is not None and not (last.did or last.error or outcome.did or outcome.error):
        last.started_at, last.finished_at = started, clock.now()
        return
    db.session.add(
        JobRun(job=outcome.job, started_at=started, finished_at=clock.now(), did=outcome.did, error=outcome.error)
    )
    db.session.execute(delete(JobRun).where(JobRun.job == outcome.job, JobRun.finished_at < clock.now() - KEEP))


def last_runs() -> dict[str, JobRun]:
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    return {run.job: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}
