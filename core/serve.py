"""`flask serve`: migrate, then answer on the configured address, with the scheduler and the worker inside."""

import gc
import logging
import socket
from threading import Thread

import click
from flask import current_app
from flask.cli import with_appcontext

from core import schema
from core.background.worker import WORKERS, Worker
from core.days import taiwan_calendar
from core.extras import extras
from core.readying import make_ready
from core.scheduler import clockwork

log = logging.getLogger(__name__)


OBJECTS_BETWEEN = 20_000
"""New objects after which the collector looks at the young ones; Python's own 700 makes it walk a firm's twenty thousand
contracts again and again while one figure is worked out, and takes half the time."""
RECEIVED_AT_ONCE = 1 << 17
"""Bytes that are taken from a connection at once: in pieces of 8 kB an upload of 100 MB takes half as long again."""


def settle() -> None:
    """Before the first request: load what is always needed, and tell the collector that it stays."""
    taiwan_calendar()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN, 20, 50)


@click.command("serve")
@click.option("--migrate/--no-migrate", default=True, help="Bring the database up to date first (the default).")
@with_appcontext
def serve(migrate: bool) -> None:
    """Serve the product (waitress, one process)."""
    import waitress

    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["SETTINGS"]
    if migrate:
        schema.migrate(app)
    if settings.proxy_hops:
        from werkzeug.middleware.proxy_fix import ProxyFix

        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            recv_bytes=RECEIVED_AT_ONCE,
        )
    except (OSError, socket.gaierror) as error:
        raise click.ClickException(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}. Set PORT to a free one."
        ) from error
    workers, clock = [], None
    if settings.scheduler:
        workers, clock = [Worker(app) for _ in range(WORKERS)], clockwork.start(app)
        for worker in workers:
            worker.start()
    settle()
    Thread(target=make_ready, args=(app,), name="ready", daemon=True).start()
    click.echo(f"vendor-risk is served on http://{settings.host}:{settings.port}/ (stop it with Ctrl-C)", err=True)
    for label, missing in extras():
        if missing is not None:
            click.echo(f"{label}: {missing}", err=True)
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        if clock:
            clock.shutdown(wait=False)
        for worker in workers:
            worker.stopping.set()
        for worker in workers:
            worker.stop()
        server.close()
