"""Several people at the same thing in the same moment."""

from collections.abc import Callable
from threading import Barrier, Thread

from flask import Flask

from core.db import db, unit_of_work
from core.errors import Refused


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Run these in threads of their own, each in a unit of work, started together; what each was told, "" for those who
    succeeded."""
    start, told = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    act()
                told.append("")
            except Refused as error:
                told.append(str(error.phrase))
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(told)
