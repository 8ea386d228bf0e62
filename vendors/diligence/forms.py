from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField

from core.auth.queries import people_with
from core.auth.rules import Role
from core.forms import Form, day, long_text, one_of, optional_id, text
from core.i18n import say_lazily
from core.severity import SEVERITY_NAMES, Severity
from vendors.diligence.rules import KIND_NAMES, VERDICT_NAMES, EvidenceKind, Verdict


def _names(table):
    return lambda: [(key.value, say_lazily(name)) for key, name in table.items()]


def _owners():
    people = people_with([Role.IT_MANAGER, Role.PROCUREMENT, Role.COMPLIANCE])
    return [("", "—"), *((user.id, user.name) for user in people)]


class EvidenceForm(Form):
    kind = one_of(_l("Kind"), _names(KIND_NAMES), coerce=EvidenceKind)
    title = text(_l("Title"), needed=True, hint=_l("As on its first page, such as the report's number and name."))
    release_id = one_of(
        _l("Release tested"), [], needed=False, coerce=optional_id,
        hint=_l("Evidence that names no release speaks of what was in use on its day."),
    )  # fmt: skip
    scope = long_text(_l("What was tested"), rows=2)
    tester = text(_l("Tester"), hint=_l("The laboratory or firm that tested; who signed, for an attestation."))
    accreditor = text(_l("Accredited by"), longest=60, hint=_l("TAF for laboratories that test investors' apps."))
    accreditation = text(_l("Accreditation number"), longest=60)
    accredited_until = day(_l("Accredited until"))
    tested_on = day(_l("Tested on"), needed=True, hint=_l("Or signed on."))
    valid_until = day(_l("Valid until"), hint=_l("Where the paper says so; the rule's own rhythm counts besides."))
    verdict = one_of(_l("Outcome"), _names(VERDICT_NAMES), coerce=Verdict)
    file = FileField(_l("File"))
    note = long_text(_l("Note"), rows=2)


class ReleaseForm(Form):
    number = text(_l("Version number"), needed=True, longest=60)
    released_on = day(
        _l("In use from"), needed=True, hint=_l("A day to come may be given: its tests are then asked for in time.")
    )
    is_major = BooleanField(_l("Major update: orders, accounts, identification or customers' rights"))
    note = long_text(_l("What changed"), rows=2)


class FindingForm(Form):
    severity = one_of(_l("Severity"), _names(SEVERITY_NAMES), coerce=Severity)
    title = text(_l("Finding"), needed=True, longest=500)
    identifier = text(_l("Rule or number"), longest=120, hint=_l("CWE, CVE or the tester's own number."))
    place = text(_l("Place found"), longest=300)
    due_on = day(_l("Due"), hint=_l("Empty: by the term of its severity."))
    owner_id = one_of(_l("Responsible person"), _owners, needed=False, coerce=optional_id)


class ChangeFindingForm(Form):
    severity = one_of(_l("Severity"), _names(SEVERITY_NAMES), coerce=Severity)
    due_on = day(_l("Due"), needed=True)
    owner_id = one_of(_l("Responsible person"), _owners, needed=False, coerce=optional_id)


class ImportForm(Form):
    file = FileField(
        _l("Report"),
        [FileRequired(_l("Choose a file."))],
        description=_l("SARIF 2.1.0, or CSV, .xlsx or .ods with headings: severity, title, id, location."),
    )


class FixForm(Form):
    fixed_on = day(_l("Remedied on"), needed=True)
    note = long_text(_l("What was done, and how it shows"), needed=True)


class RetestForm(Form):
    retested_on = day(_l("Retested on"), needed=True)
    passed = BooleanField(_l("It is gone"))
    note = long_text(_l("Who retested, and what it showed"), needed=True)


class AcceptForm(Form):
    until = day(_l("Accepted until"), needed=True)
    reason = long_text(_l("Reason"), needed=True)


class WithdrawForm(Form):
    reason = text(_l("Reason"), needed=True, longest=500)
