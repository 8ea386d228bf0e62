import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import delete, func, select

from core import clock
from core.audit.chain import acting_as
from core.db import db, unit_of_work
from core.scheduler.models import JobRun

log = logging.getLogger(__name__)
KEEP = timedelta(days=90)

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
        log.exception("job %s failed", job.name)
        db.session.rollback()
        outcome = Outcome(job.name, error=type(error).__name__)
    with unit_of_work():
        _note(outcome, started)
    db.session.remove()
    return outcome


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
