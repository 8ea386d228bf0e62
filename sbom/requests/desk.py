"""Where a request is drafted: the form, the releases that lack something, and the letter that follows from both."""

from functools import cached_property

from contracts.letters.desk import contact_choices, has_firm, paper_fields, usual_fields
from contracts.letters.queries import contacts_to_write_to
from contracts.letters.rules import default_language
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_
from sbom.disclosure.queries import ProductDisclosure, disclosures_of
from sbom.requests import drafting, operations
from sbom.requests.content import RequestDraft
from sbom.requests.forms import RequestForm
from sbom.requests.models import ComponentRequest
from vendors.register.models import Vendor


class Desk:
    """A request to `vendor`; of its releases that lack something, `delivery_id` alone is chosen to begin with (0: all)."""

    def __init__(self, vendor: Vendor, delivery_id: int, *, is_new: bool) -> None:
        self.vendor = vendor
        self.rows = [row for row in disclosures_of(vendor.id) if row.delivery is not None and row.delivery.incomplete]
        self.without = [row for row in disclosures_of(vendor.id) if row.delivery is None]
        self.contacts = contacts_to_write_to(vendor.id)
        ids = [row.delivery.id for row in self.rows if row.delivery]
        usual = usual_fields(default_language(vendor.country, ""), self.contacts) | {
            "chosen": [str(each) for each in ids if delivery_id in (0, each)],
        }
        self.form = RequestForm(**usual) if is_new else RequestForm()
        self.form.contact_id.choices = contact_choices(self.contacts)
        self.form.chosen.choices = [(str(row.delivery.id), row.product) for row in self.rows if row.delivery]

    @property
    def chosen(self) -> list[ProductDisclosure]:
        keys = set(self.form.chosen.data or ())
        return [row for row in self.rows if row.delivery and str(row.delivery.id) in keys]

    @property
    def has_firm(self) -> bool:
        return has_firm()

    @cached_property
    def draft(self) -> RequestDraft:
        """The request as the form says, usual values where it says nothing valid."""
        deliveries = [row.delivery for row in self.chosen if row.delivery]
        parts, left_out = drafting.parts_of(deliveries, self.form.language.data)
        fields = paper_fields(self.form, self.vendor)
        return RequestDraft(**fields, parts=parts, left_out=left_out, with_elements=bool(self.form.elements.data))

    def keep(self, by: User) -> ComponentRequest:
        """Record the request, inside a unit of work. Everything is read anew: what was disclosed meanwhile is not asked for."""
        now = {row.delivery.id for row in disclosures_of(self.vendor.id) if row.delivery and row.delivery.incomplete}
        if {int(key) for key in self.form.chosen.data or () if key.isdecimal()} - now:
            raise Refused(N_("A release you chose lacks nothing any more; look at the list again."), field="chosen")
        vendor = db.session.get_one(Vendor, self.vendor.id)
        self.__dict__.pop("draft", None)
        return operations.draft_request(vendor, self.draft, by=by)
