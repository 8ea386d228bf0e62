"""The threads that do queued work; any number of processes may each have them."""

import logging
import threading

from flask import Flask
from sqlalchemy.exc import OperationalError

from core.background.operations import run_next
from core.db import db

log = logging.getLogger(__name__)
IDLE_SECONDS = 1.0
WORKERS = 2
"""Two, so that a scan of a thousand pages does not keep everybody else waiting."""


class Worker(threading.Thread):
    def __init__(self, app: Flask) -> None:
        super().__init__(name="worker", daemon=True)
        self.app, self.stopping = app, threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                with self.app.app_context():
                    worked = run_next()
            except OperationalError as error:
                # Somebody else is writing for longer than we wait: that is no fault, and the next round tries again.
                log.warning("the background worker waits for the database: %s", error.orig)
                worked = False
            except Exception:
                # A database that is away must not end the worker; the next round tries again.
                log.exception("the background worker could not look for work")
                worked = False
            finally:
                with self.app.app_context():
                    db.session.remove()
            if not worked:
                self.stopping.wait(IDLE_SECONDS)

    def stop(self) -> None:
        self.stopping.set()
        self.join(timeout=10)
