"""Where the end of contracts shows on other pages."""

from datetime import date
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext

from contracts.access.events import AccessChanged, AccessRevoking
from contracts.assets.events import AssetEnding, AssetsChanged
from contracts.offboarding import operations, plan_operations, queries, work
from contracts.offboarding.jobs import keep_plans
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.report import sheet
from contracts.offboarding.rules import TaskKind, TaskState
from contracts.register.events import ContractTermChanged
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from core import clock
from core.auth.models import User
from core.events import listen
from core.home import Card, Item, register_card
from core.i18n import say
from core.my_work import Source, Together, register_work
from core.phrases import N_
from core.report import register_sheet
from core.scheduler.jobs import Job, register_job
from core.web.panels import Panel, register_panel
from vendors.merging.events import VendorsMoved


def on_contract_page(contract: Contract) -> dict[str, Any] | None:
    tasks = queries.tasks_of(contract)
    today = clock.today()
    standing = standing_of(contract, today)
    if not tasks and standing.certain_end is None:
        return None
    return {
        "rows": [(task, queries.task_status(task, today)) for task in tasks],
        "tally": queries.tally_of(tasks, today),
        "standing": standing,
        "today": today,
    }


def _items(tasks: list[OffboardingTask]) -> list[Item]:
    today = clock.today()
    return [
        Item(
            say(task.title) if task.kind is TaskKind.CLOSING else f"{say(task.title)} ({task.contract.number})",
            url_for("contracts.offboarding.show", task_id=task.id),
            due_on=task.due_on,
            tone="bad" if task.due_on < today else "warn",
            note=_note(task, today),
        )
        for task in tasks
    ]


def _note(task: OffboardingTask, today: date) -> str:
    if task.owner_id is None:
        return str(gettext("nobody is responsible for it"))
    return str(gettext("overdue")) if task.state is TaskState.OPEN and task.due_on < today else ""


def due_card(user: User) -> Card | None:
    count, tasks = queries.due_for(user, clock.today())
    if not count:
        return None
    overdue = any(task.due_on < clock.today() for task in tasks)
    url = url_for("contracts.offboarding.index", whose="me")
    return Card(
        gettext("End-of-contract tasks"),
        "list-check",
        count,
        _items(list(tasks)),
        url=url,
        tone="bad" if overdue else "warn",
    )


def verify_card(user: User) -> Card | None:
    count, tasks = queries.to_verify_for(user)
    if not count:
        return None
    url = url_for("contracts.offboarding.index", show="to_verify")
    return Card(
        gettext("Waiting for a second person"), "person-check", count, _items(list(tasks)), url=url, tone="info"
    )


TOGETHER = (
    Together(N_("Report as done together"), "contracts.together.complete"),
    Together(N_("Assign together"), "contracts.together.assign"),
)


def init_app(app: Flask) -> None:
    register_panel(
        app, "contract", Panel("contracts/offboarding/_on_contract.html", "contracts.view", on_contract_page, order=80)
    )
    register_card(app, "offboarding.work", due_card, order=20)
    register_card(app, "offboarding.work", verify_card, order=30)
    for source in (
        Source("ends", N_("End-of-contract tasks"), "offboarding.work", work.to_do, together=TOGETHER),
        Source("ends.verify", N_("Waiting for a second person"), "offboarding.work", work.to_verify),
        Source("access", N_("Vendor access"), "access.edit", work.expiring_access),
    ):
        register_work(app, source)
    register_job(app, Job("offboarding.plan", N_("Plan the end of contracts"), keep_plans))
    register_sheet(app, 400, sheet)
    listen(ContractTermChanged, plan_operations.follow_term)
    listen(AccessChanged, plan_operations.follow_access)
    listen(VendorsMoved, plan_operations.follow_vendor)
    listen(AssetsChanged, plan_operations.follow_assets)
    listen(AccessRevoking, operations.guard_access)
    listen(AssetEnding, operations.guard_asset)
