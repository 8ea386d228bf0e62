from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from core.forms import ChecksField, Form, day, long_text, one_of, optional_id, text
from core.i18n import say, say_lazily
from core.severity import SEVERITY_NAMES, Severity
from vendors.audits.catalogue import controls
from vendors.audits.models import VendorAudit
from vendors.audits.queries import control_name, lead_choices
from vendors.audits.rules import AUDIT_KIND_NAMES, OUTCOME_NAMES, RESULT_NAMES, Result

NOTHING = ("", "—")


def _names(table: Any) -> Any:
    return lambda: [NOTHING, *((key.value, say_lazily(name)) for key, name in table.items())]


class PlanForm(Form):
    kind = one_of(_l("Kind"), lambda: [(k.value, say_lazily(n)) for k, n in AUDIT_KIND_NAMES.items()])
    planned_on = day(_l("Planned for"), needed=True)
    lead_id = one_of(_l("Lead auditor"), lead_choices, needed=False, coerce=optional_id)
    team = text(_l("Audit team"), longest=300, hint=_l("Who audits besides, by name; also from outside the firm."))
    chosen = ChecksField(_l("What it looks at"), choices=lambda: [(c.id, say(c.name)) for c in controls().values()])
    scope = long_text(_l("Scope, in words"), hint=_l("Services, places and the time that it covers."))


class ConcludeForm(Form):
    outcome = one_of(_l("Outcome"), _names(OUTCOME_NAMES))
    summary = long_text(_l("Summary"), needed=True, rows=6)
    file = FileField(_l("Signed report or working papers"))


class CallOffForm(Form):
    reason = long_text(_l("Reason"), needed=True, longest=500)


class FindingForm(Form):
    title = text(_l("Finding"), needed=True, longest=300)
    severity = one_of(
        _l("Severity"),
        lambda: [(s.value, say_lazily(n)) for s, n in SEVERITY_NAMES.items() if s is not Severity.UNKNOWN],
    )
    control = one_of(_l("Control"), [], needed=False)
    detail = long_text(_l("What was seen"))
    due_on = day(_l("To be put right by"), needed=True)
    owner_id = one_of(_l("Who follows it up"), lead_choices, needed=False, coerce=optional_id)


class ResponseForm(Form):
    response = long_text(_l("Vendor's answer"), needed=True)
    responded_on = day(_l("Answered on"), needed=True)
    due_on = day(_l("To be put right by"), needed=True)


class RemedyForm(Form):
    remedied_on = day(_l("Put right on"), needed=True)
    remedy = long_text(_l("What was done, and how it shows"), needed=True)
    file = FileField(_l("Proof"))


class CloseForm(Form):
    answer = one_of(
        _l("Decision"), lambda: [NOTHING, ("close", _l("Close")), ("send_back", _l("Not yet: back to the vendor"))]
    )
    note = long_text(_l("Note"), hint=_l("Needed where it is sent back."))


def conduct_form(audit: VendorAudit, **kwargs: Any) -> Form:
    """Two fields for each control in scope: r_ what was seen, n_ in words."""
    fields: dict[str, Any] = {"conducted_on": day(_l("Conducted on"), needed=True)}
    for item in audit.items:
        fields[f"r_{item.control}"] = one_of(control_name(item.control), _names(RESULT_NAMES), needed=False)
        fields[f"n_{item.control}"] = long_text(_l("What was seen"), rows=2)
    return type("ConductForm", (Form,), fields)(**kwargs)


def results(form: Form, audit: VendorAudit) -> dict[str, tuple[Result | None, str]]:
    found = {}
    for item in audit.items:
        chosen = form[f"r_{item.control}"].data
        found[item.control] = (Result(chosen) if chosen else None, form[f"n_{item.control}"].data or "")
    return found
