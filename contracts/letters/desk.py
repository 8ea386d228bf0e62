"""Where a letter is drafted: the form, what can be asked for, and the letter that follows from both."""

from collections.abc import Sequence
from typing import Any

from flask_login import current_user

from contracts.clauses.rulebook import Rulebook
from contracts.letters import drafting, operations, queries
from contracts.letters.content import Draft
from contracts.letters.forms import LetterForm
from contracts.letters.models import Letter
from contracts.letters.rules import default_reply_by
from contracts.register.models import Contract
from core import clock
from core.auth.models import User
from core.calendar import calendar
from core.db import db
from core.errors import Refused
from core.i18n.formats import wants_roc
from core.phrases import N_
from vendors.register.models import Contact, Vendor


def usual_fields(language: str, contacts: Sequence[Contact]) -> dict[str, Any]:
    """What a new letter's form begins with, whatever the letter is about."""
    today = clock.today()
    return {
        "language": language,
        "contact_id": contacts[0].id if contacts else None,
        "dated_on": today,
        "era": "roc" if wants_roc() else "iso",
        "reply_by": default_reply_by(today, calendar()),
    }


def contact_choices(contacts: Sequence[Contact]) -> list[tuple[str, str]]:
    return [("", "—"), *((str(contact.id), drafting.attention_line(contact)) for contact in contacts)]


def paper_fields(form: Any, vendor: Vendor) -> dict[str, Any]:
    """What a letter's form says for every kind of letter (the fields of a `Paper`), usual values where it says nothing
    valid."""
    language = form.language.data
    contact = db.session.get(Contact, form.contact_id.data) if form.contact_id.data else None
    dated_on = form.dated_on.data or clock.today()
    return {
        "language": language,
        "is_roc": form.era.data == "roc",
        "sender": drafting.sender(current_user, language),
        "vendor": drafting.vendor_name(vendor, language),
        "attention": drafting.attention_line(contact, language),
        "reference": form.reference.data or "",
        "dated_on": dated_on,
        "reply_by": form.reply_by.data or default_reply_by(dated_on, calendar()),
    }


def has_firm() -> bool:
    """Whether the settings say what our firm is called."""
    return bool(drafting.sender(None, "en").firm)


class Desk:
    """A letter to `vendor`, to begin with about `contract` only where one is named. `is_new`: fill in what is usual."""

    def __init__(self, vendor: Vendor, contract: Contract | None, rulebook: Rulebook, *, is_new: bool) -> None:
        self.vendor, self.contract, self.rulebook = vendor, contract, rulebook
        self.contracts = queries.contracts_to_ask_about(vendor.id, *((contract.id,) if contract else ()))
        self.lacking = self._lacking()
        self.contacts = queries.contacts_to_write_to(vendor.id)
        self.form = LetterForm(**self._usual()) if is_new else LetterForm()
        self.form.contact_id.choices = contact_choices(self.contacts)
        self.form.chosen.choices = [(row.key, row.name) for rows in self.lacking.values() for row in rows]

    def _lacking(self) -> dict[int, list[queries.Lacking]]:
        return queries.lacking_of([each.id for each in self.contracts], self.rulebook.id)

    def _usual(self) -> dict[str, Any]:
        about = self.contract or next((each for each in self.contracts if each.id in self.lacking), None)
        return usual_fields(drafting.language_for(self.vendor, about), self.contacts) | {
            "chosen": [
                row.key
                for contract_id, rows in self.lacking.items()
                for row in rows
                if row.state.is_gap and (self.contract is None or contract_id == self.contract.id)
            ],
        }

    @property
    def rows(self) -> list[tuple[Contract, list[queries.Lacking]]]:
        """What can be asked for, contract by contract."""
        return [(each, self.lacking[each.id]) for each in self.contracts if each.id in self.lacking]

    @property
    def chosen(self) -> dict[int, list[queries.Lacking]]:
        keys = set(self.form.chosen.data or ())
        rows = {contract.id: [row for row in each if row.key in keys] for contract, each in self.rows}
        return {key: each for key, each in rows.items() if each}

    @property
    def has_firm(self) -> bool:
        return has_firm()

    def draft(self) -> Draft:
        """The letter as the form says, usual values where it says nothing valid."""
        parts = drafting.parts_of(self.contracts, self.chosen, self.form.language.data)
        return Draft(**paper_fields(self.form, self.vendor), rulebook=self.rulebook, parts=parts)

    def keep(self, by: User) -> Letter:
        """Record the letter, inside a unit of work. Everything is read anew: what was settled meanwhile is not asked for."""
        self.lacking = self._lacking()
        known = {row.key for rows in self.lacking.values() for row in rows}
        if set(self.form.chosen.data or ()) - known:
            raise Refused(N_("A clause you chose is no longer lacking; look at the list again."), field="chosen")
        vendor = db.session.get_one(Vendor, self.vendor.id)
        return operations.draft_letter(vendor, self.draft(), drafting.gap_rows(self.chosen, self.rulebook), by=by)
