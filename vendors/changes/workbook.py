"""One change as a workbook."""

from typing import IO, Any

from flask_babel import gettext

from core.excel.lists import Part, write_sheets
from core.i18n import say
from core.web.listing import Column
from vendors.actions.models import Action
from vendors.actions.queries import columns as action_columns
from vendors.changes import queries
from vendors.changes.models import ServiceChange
from vendors.changes.rules import Effect


def workbook(change: ServiceChange, found: list[Effect], actions: list[Action]) -> IO[bytes]:
    """What changes, what it touches, what is done about it: a sheet each."""
    facts = [
        (gettext("Change"), change.title), (gettext("Vendor"), change.vendor.name),
        (gettext("Service"), change.service.name if change.service else gettext("All that it does for us")),
        (gettext("What changes"), "、".join(queries.kind_names(change.kinds))), (gettext("Takes effect on"), change.planned_on),
        (gettext("Risk"), queries.level_status(change.level)), (gettext("State"), queries.state_status(change)),
        (gettext("What could go wrong, and what is done about it"), change.risks),
        *((gettext("Approved by") if a.is_approved else gettext("Refused by"), f"{a.person.name}: {a.reason}") for a in change.answers),
        (gettext("What was seen"), change.review_note),
    ]  # fmt: skip
    pairs = [Column("what", gettext("Item"), lambda r: r[0]), Column("value", gettext("Value"), lambda r: r[1])]
    rows = [(say(effect.title), item) for effect in found for item in effect.items]
    touched = [
        Column("kind", gettext("What it touches"), lambda r: r[0]),
        Column("item", gettext("Item"), lambda r: _text(r[1].label)),
        Column("says", gettext("Why"), lambda r: _text(r[1].says)),
    ]
    parts: list[Part] = [
        (gettext("Change"), pairs, facts),
        (gettext("What it touches"), touched, rows),
        (gettext("Control measures"), action_columns(), actions),
    ]
    return write_sheets(parts)


def _text(said: Any) -> str:
    return said if isinstance(said, str) else str(say(said))
