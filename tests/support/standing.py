"""The application of a test process: put together once, and set down in a new installation for every test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import make_url

from app import create_app
from core.db import db
from core.settings import Settings


def _copied(value: Any) -> Any:
    """Containers anew, down to what they hold: what a test puts into one is not there for the next."""
    if isinstance(value, dict):
        return type(value)((key, _copied(held)) for key, held in value.items())
    if isinstance(value, list | set):
        return type(value)(_copied(held) if isinstance(value, list) else held for held in value)
    return value


class Standing:
    """What is costly and the same everywhere (addresses, templates, statements made ready) stays; settings, database,
    files, what the application keeps in memory and the counts of the rate limits are each test's own."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self._config, self._extensions = dict(self.app.config), _copied(self.app.extensions)
        with self.app.app_context():
            self._engine = db.engine
        event.listen(self._engine, "do_connect", self._connect_to_the_tests_own)

    def _connect_to_the_tests_own(self, dialect: Any, _record: Any, args: list[Any], params: dict[str, Any]) -> None:
        own_args, own_params = dialect.create_connect_args(self._engine.url)
        args[:] = own_args
        params.update(own_params)

    @contextmanager
    def at(self, settings: Settings, *, anew: bool = False) -> Iterator[Flask]:
        """The application in this installation, in an application context. It is put together anew where that is asked
        for, and where the folder holds something already (rulebooks of the firm's own, say) that is read at the start."""
        furnished = any(file.name != "vendor-risk.db" for file in settings.instance_path.iterdir())
        app = create_app(settings) if anew or furnished else self._set_down(settings)
        app.test_client_class = self.app.test_client_class
        with app.app_context():
            try:
                yield app
            finally:
                self._wait_for_what_runs_beside()
                db.session.remove()
                db.engine.dispose()

    def _set_down(self, settings: Settings) -> Flask:
        self.app.config.clear()
        self.app.config.update(self._config | {"SETTINGS": settings, "SQLALCHEMY_DATABASE_URI": settings.database_url})
        self.app.extensions.clear()
        self.app.extensions.update(_copied(self._extensions))
        self.app.instance_path = str(settings.instance_path)
        self._engine.url = make_url(settings.database_url)
        return self.app

    @staticmethod
    def _wait_for_what_runs_beside() -> None:
        """Judging that a page began and the test did not wait for ends here, on the database it began on."""
        for thread in threading.enumerate():
            if thread.name == "obligations":
                thread.join()
