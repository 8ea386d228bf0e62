"""The clock inside the process."""

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from core.db import db
from core.scheduler.jobs import tick


def start(app: Flask) -> BackgroundScheduler:
    """Tick now and then every `tick_seconds`; a tick that is still running is not started again beside itself."""
    settings = app.config["SETTINGS"]

    def wake() -> None:
        with app.app_context():
            try:
                tick()
            finally:
                db.session.remove()

    scheduler = BackgroundScheduler(timezone=settings.zone)
    scheduler.start()
    scheduler.add_job(
        wake,
        "interval",
        seconds=settings.tick_seconds,
        id="tick",
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.add_job(wake, id="first-tick", misfire_grace_time=None)
    return scheduler
