"""Obligations as rows of a list: on the page, in its workbook and in the audit pack."""

from flask_babel import lazy_gettext as _l

from core.i18n import say
from core.obligations.rules import STATE_NAMES, TONES, Obligation
from core.web.listing import Column, Kind, Status


def columns() -> list[Column]:
    return [
        Column("rule", _l("Rule line"), lambda o: o.rule_id),
        Column("vendor", _l("Vendor"), lambda o: o.vendor_name),
        Column("subject", _l("Subject"), lambda o: o.subject_name),
        Column("state", _l("State"), status, Kind.STATUS),
        Column("why", _l("Why"), lambda o: o.why),
        Column("evidence", _l("Evidence"), lambda o: o.evidence),
        Column("next", _l("Next step"), lambda o: o.next_step),
        Column("due", _l("Due"), lambda o: o.due_on, Kind.DAY),
        Column("owner", _l("Responsible person"), lambda o: o.owner),
    ]


def status(one: Obligation) -> Status:
    return Status(say(STATE_NAMES[one.state]), TONES[one.state])
