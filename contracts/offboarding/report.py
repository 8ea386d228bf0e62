"""The end of contracts on the board's workbook: what is overdue, and what outlives its contract."""

from datetime import date, timedelta

from flask_babel import gettext

from contracts.access.queries import grant_states, grants
from contracts.access.rules import GrantState
from contracts.assets.queries import asset_states, assets
from contracts.assets.rules import AssetState
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.queries import tallies, tasks
from contracts.offboarding.rules import TaskState
from core.db import db
from core.phrases import N_, phrase
from core.report import Definition, Figure, Sheet, Table

SOON = timedelta(days=30)


def sheet(as_of: date) -> Sheet:
    """Tasks overdue or due within 30 days, access and assets that outlive their contracts."""
    found = tallies(as_of).values()
    overdue, waiting = sum(t.overdue for t in found), sum(t.to_verify for t in found)
    outliving = [key for key, state in grant_states(as_of).items() if state is GrantState.OUTLIVES]
    held = [key for key, state in asset_states(as_of).items() if state is AssetState.OUTLIVES]
    listing = tasks(as_of)
    due = (
        listing.statement.where(OffboardingTask.state == TaskState.OPEN, OffboardingTask.due_on <= as_of + SOON)
        .order_by(OffboardingTask.due_on, OffboardingTask.id)
    )  # fmt: skip
    ways_in, things = grants(as_of), assets(as_of)
    return Sheet(
        title=gettext("End of contracts"),
        lead=gettext("Every account and asset of a vendor ends with its contract, with evidence and a second person."),
        figures=[
            Figure("offboarding.overdue", gettext("End-of-contract tasks overdue"), overdue, tone=_bad_if(overdue)),
            Figure(
                "offboarding.to_verify",
                gettext("Completed tasks that wait for a second person"),
                waiting,
                tone="warn" if waiting else "good",
            ),
            Figure(
                "access.outliving",
                gettext("Accounts that outlive their contract"),
                len(outliving),
                tone=_bad_if(len(outliving)),
                why=phrase(N_("Live on the day, though every contract they serve had ended")),
            ),
            Figure(
                "assets.outliving",
                gettext("Assets still with vendors after the end"),
                len(held),
                tone=_bad_if(len(held)),
            ),
        ],
        tables=[
            Table(
                gettext("Tasks overdue or due within 30 days"),
                [column for column in listing.columns if column.key != "done_on"],
                list(db.session.scalars(due)),
                gettext("No task is due in this time."),
            ),
            Table(
                gettext("Accounts that outlive their contract"),
                ways_in.columns,
                list(ways_in.rows({"state": GrantState.OUTLIVES.value})),
                gettext("None."),
            ),
            Table(
                gettext("Assets still with vendors after the end"),
                things.columns,
                list(things.rows({"state": AssetState.OUTLIVES.value})),
                gettext("None."),
            ),
        ],
        definitions=[
            Definition(
                gettext("Account that outlives its contract"),
                gettext("A vendor's account or way in that was not revoked when the last contract it serves ended."),
                "CC-19000-4-6",
            ),
            Definition(
                gettext("Overdue task"),
                gettext("A task not reported as done by its due day; access is due by the contract's last day."),
                "CC-19000-4-4, CC-19000-4-8",
            ),
        ],
    )


def _bad_if(count: int) -> str:
    return "bad" if count else "good"
