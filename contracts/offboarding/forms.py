from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField

from contracts.assets.choices import method_choices, method_of
from contracts.offboarding.rules import TaskKind
from contracts.offboarding.steps import EARLIEST, LATEST
from contracts.register.forms import owner_choices
from core.forms import ChecksField, Form, day, long_text, one_of, optional_id, text, whole_number
from core.i18n import say_lazily
from vendors.services.rules import CRITICALITY_NAMES, SERVICE_KIND_NAMES, Criticality


class CompleteTogetherForm(Form):
    done_on = day(_l("Done on"), needed=True)
    evidence = MultipleFileField(
        _l("Evidence"), description=_l("Screenshot, receipt, certificate of destruction … one file or several.")
    )
    note = long_text(_l("What was done, and how it shows"))


class CompleteForm(CompleteTogetherForm):
    method = one_of(
        _l("Method of destruction (NIST SP 800-88)"), method_choices, needed=False, coerce=method_of,
    )  # fmt: skip
    certificate = text(_l("Certificate of destruction"), longest=120, hint=_l("Its number; attach the certificate."))
    receiver = text(_l("Handed over to"), hint=_l("The next vendor, where it was handed over."))

    def ask_of(self, kind):
        """Leave out what this kind of task does not ask for."""
        if kind is not TaskKind.DESTROY_ASSET:
            del self.method, self.certificate
        if kind is not TaskKind.HAND_OVER_ASSET:
            del self.receiver

    @property
    def ending(self):
        return {key: self.data[key] for key in ("method", "certificate", "receiver") if self.data.get(key)}


class ReopenForm(Form):
    reason = long_text(_l("Why it is not done after all"), needed=True)


class AssignForm(Form):
    owner_id = one_of(_l("Responsible person"), owner_choices, needed=False, coerce=optional_id)


class ExceptForm(Form):
    reason = long_text(_l("Why the firm accepts that it stays undone"), needed=True, longest=2000)


def _names(table):
    return [(each.value, say_lazily(name)) for each, name in table.items()]


class StepForm(Form):
    name_zh = text(_l("Step, in Chinese"), needed=True)
    name_en = text(_l("Step, in English"))
    days = whole_number(
        _l("Days from the end"), needed=True, least=EARLIEST, most=LATEST,
        hint=_l("Negative: before the effective end; 0: by the last day; positive: after it."),
    )  # fmt: skip
    kinds = ChecksField(
        _l("For services of the kind"),
        choices=lambda: _names(SERVICE_KIND_NAMES),
        description=_l("None ticked: all kinds."),
    )
    least = one_of(
        _l("From criticality"), lambda: _names(CRITICALITY_NAMES), coerce=Criticality,
        hint=_l("The most critical business function that the contract's services support."),
    )  # fmt: skip
    after = ChecksField(_l("Waits for"), choices=list, description=_l("These steps are completed first."))
    is_off = BooleanField(_l("Off: no contract asks for it any more"))
