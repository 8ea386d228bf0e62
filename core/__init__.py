"""What every domain needs; it knows no vendor, contract or SBOM."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire core, in the order in which its parts need each other."""
    from core import db, forks, i18n, labels, log, web
    from core.audit import views as audit
    from core.audit.queries import history_of
    from core.audit.shown import actor_label, change_lines, changes_of, register_labels, subject_name, tag_label
    from core.auth import guard, people
    from core.auth import views as auth
    from core.auth.operations import InstallationBegun
    from core.auth.rules import READERS, Role
    from core.background import views as background
    from core.bookmarks import views as bookmarks
    from core.calendar import views as calendar
    from core.demo import views as demo
    from core.demo.operations import begin
    from core.events import listen
    from core.home import views as home
    from core.my_work import feed
    from core.my_work import views as my_work
    from core.obligations import views as obligations
    from core.obligations.report import sheet as obligations_sheet
    from core.outbox import views as outbox
    from core.reminders import views as reminders
    from core.report import register_sheet
    from core.report import views as report
    from core.scheduler import views as scheduler
    from core.schema_cli import cli as schema_cli
    from core.search import views as search
    from core.serve import serve
    from core.web import assets

    log.init_app(app, feed.ADDRESS)
    db.init_app(app)
    i18n.init_app(app)
    web.init_app(app)
    guard.init_app(app)
    guard.register_permissions(
        app,
        {
            "obligations.view": READERS,
            "obligations.pack": frozenset({Role.AUDITOR, Role.COMPLIANCE}),
            "calendar.edit": frozenset({Role.ADMINISTRATOR}),
            "report.board": frozenset({Role.BOARD, Role.IT_MANAGER, Role.COMPLIANCE, Role.AUDITOR}),
            "report.make": frozenset({Role.BOARD, Role.IT_MANAGER, Role.COMPLIANCE}),
            "mail.manage": frozenset({Role.ADMINISTRATOR}),
            "jobs.view": frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.IT_MANAGER}),
        },
    )
    register_labels(tags=labels.TAGS, subjects=labels.SUBJECTS, fields=labels.FIELDS, words=labels.WORDS)
    app.jinja_env.globals.update(
        tag_label=tag_label,
        change_lines=change_lines,
        changes_of=changes_of,
        actor_label=actor_label,
        history_of=history_of,
        subject_name=subject_name,
    )
    web.mount(
        app,
        "core",
        "",
        assets.bp, auth.bp, people.bp, audit.bp, home.bp, my_work.bp, feed.bp, reminders.bp, outbox.bp, obligations.bp, report.bp, scheduler.bp, calendar.bp,
        demo.bp, background.bp, search.bp, bookmarks.bp,
    )  # fmt: skip
    app.cli.add_command(serve)
    app.cli.add_command(schema_cli)
    listen(InstallationBegun, begin)
    register_sheet(app, 800, obligations_sheet)
    search.init_app(app)
    forks.init_app(app)
    _register_jobs(app)
    _register_commands(app)
    _register_menu(app)


def _register_commands(app: Flask) -> None:
    from core.audit import cli as audit_cli
    from core.auth import cli as people_cli
    from core.demo import cli as demo_cli
    from core.outbox import cli as mail_cli
    from core.report import cli as report_cli
    from core.scheduler import cli as jobs_cli

    for group in (audit_cli.cli, people_cli.cli, demo_cli.cli, jobs_cli.cli, report_cli.cli, mail_cli.cli):
        app.cli.add_command(group)


def _register_menu(app: Flask) -> None:
    from flask_babel import lazy_gettext as _l

    from core.web.navigation import Entry, register_entries

    oversight, system = _l("Oversight"), _l("System")
    register_entries(
        app,
        [
            Entry("core.home.index", _l("Today"), "house", "signed_in", _l("Work"), 10),
            Entry("core.my_work.index", _l("My work"), "check2-square", "signed_in", _l("Work"), 12),
            Entry("core.obligations.index", _l("Obligations"), "clipboard-check", "obligations.view", oversight, 510),
            Entry("core.report.board", _l("Board report"), "file-earmark-bar-graph", "report.board", oversight, 520),
            Entry("core.audit.index", _l("Audit trail"), "shield-lock", "audit.view", oversight, 590),
            Entry("core.people.index", _l("People"), "people", "people.manage", system, 910),
            Entry("core.calendar.index", _l("Business days"), "calendar3", "calendar.edit", system, 915),
            Entry("core.reminders.index", _l("Reminders"), "bell", "mail.manage", system, 917),
            Entry("core.scheduler.index", _l("Scheduled jobs"), "clock-history", "jobs.view", system, 920),
            Entry("core.demo.index", _l("Sample firm"), "box-seam", "system.manage", system, 990),
        ],
    )


def _register_jobs(app: Flask) -> None:
    """What is told of the day, after everything else of the day has been done."""
    from core.obligations import packing
    from core.obligations.keeping import keep
    from core.outbox.jobs import send_waiting
    from core.phrases import N_
    from core.reminders.jobs import remind
    from core.scheduler.jobs import Job, register_job

    packing.init_app()
    register_job(app, Job("obligations", N_("Keep how every obligation stands"), keep, order=800))
    register_job(app, Job("reminders", N_("Write the day's reminders"), remind, order=900))
    register_job(app, Job("mail", N_("Send mail that waits"), send_waiting, order=910))
