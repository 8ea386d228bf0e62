"""A form a fact: what was read stands in it, a person corrects it, ticks it or leaves it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import BooleanField, validators

from contracts.documents.rules import DOCUMENT_KIND_NAMES, DocumentKind
from contracts.facts.combining import Offer
from contracts.facts.values import (
    PER_NAMES,
    RHYTHM_NAMES,
    ROLE_NAMES,
    TAX_NAMES,
    UNIT_NAMES,
    Day,
    Duration,
    Forever,
    Money,
    Party,
    Payments,
    Penalty,
    Per,
    Renewing,
    Role,
    Share,
    Tax,
    Text,
    Unit,
    Value,
)
from contracts.register.agreed import LONGEST_RENEWAL, RENEWAL_NAMES, Renewal
from contracts.register.forms import ContractForm
from core.errors import Refused
from core.forms import Form, ReadField, amount, day, long_text, one_of, text, whole_number
from core.i18n import say_lazily
from core.i18n.formats import major, minor
from vendors.register.rules import business_number


class DecimalField(ReadField):
    """A number with as many digits after the point as the paper gives; None when left empty."""

    def read(self, text: str) -> Decimal:
        digits = text.replace(",", "").rstrip("%％ ")
        if not digits.replace(".", "", 1).isdecimal() or not digits.isascii() or len(digits) > 12:
            raise ValueError(_l("Not a number. Write digits, such as 99.95."))
        return Decimal(digits)

    def write(self, value: Decimal) -> str:
        return f"{value:f}"


def _number(label: Any) -> DecimalField:
    return DecimalField(label, [validators.Optional()], render_kw={"inputmode": "decimal"})


def _of(names: Any) -> Any:
    return lambda: [(key.value, say_lazily(name)) for key, name in names.items()]


PRICED = {per: PER_NAMES[per] for per in (Per.TOTAL, Per.YEAR, Per.HALF_YEAR, Per.QUARTER, Per.MONTH)}


class Entry(Form):
    """One offer: ticked or not, and its value to be corrected."""

    take = BooleanField(_l("Take"))

    @property
    def value(self) -> Value:
        """What the person left standing. Raises Refused where something is missing."""
        raise NotImplementedError

    def needed(self, *names: str) -> None:
        for name in names:
            if self._fields[name].data in (None, ""):
                raise Refused("Please fill this in.", field=name)


class TextEntry(Entry):
    words = text(_l("Words"), longest=200)

    @property
    def value(self) -> Value:
        self.needed("words")
        return Text(self.words.data)


class DayEntry(Entry):
    on = day(_l("Day"))

    @property
    def value(self) -> Value:
        self.needed("on")
        return Day(self.on.data)


class DurationEntry(Entry):
    amount = _number(_l("Length"))
    unit = one_of(_l("Unit"), _of(UNIT_NAMES), coerce=Unit)

    @property
    def value(self) -> Value:
        self.needed("amount")
        return Duration(self.amount.data, Unit(self.unit.data))


class ForeverEntry(Entry):
    @property
    def value(self) -> Value:
        return Forever()


class MoneyEntry(Entry):
    amount = amount(_l("Amount"))
    currency = text(_l("Currency"), longest=3)
    per = one_of(_l("Counted"), _of(PRICED), coerce=Per)
    tax = one_of(_l("Tax"), _of(TAX_NAMES), coerce=Tax)

    @property
    def value(self) -> Value:
        self.needed("amount", "currency")
        currency = self.currency.data.upper()
        return Money(minor(self.amount.data, currency), currency, Per(self.per.data), Tax(self.tax.data))


class ShareEntry(Entry):
    percent = _number(_l("Per cent"))

    @property
    def value(self) -> Value:
        self.needed("percent")
        return Share(self.percent.data)


class PenaltyEntry(Entry):
    percent = _number(_l("Per cent"))
    base = text(_l("Of what"))
    amount = amount(_l("Amount"))
    currency = text(_l("Currency"), longest=3)
    per = one_of(
        _l("Counted"), _of({p: PER_NAMES[p] for p in (Per.DAY, Per.HOUR, Per.WEEK, Per.MONTH, Per.TIME)}), coerce=Per
    )

    @property
    def value(self) -> Value:
        if self.percent.data is None:
            self.needed("amount")
            currency = (self.currency.data or "TWD").upper()
            return Penalty(Per(self.per.data), minor=minor(self.amount.data, currency), currency=currency)
        return Penalty(Per(self.per.data), percent=self.percent.data, base=self.base.data or "")


class RenewingEntry(Entry):
    renewal = one_of(_l("Renewal"), _of(RENEWAL_NAMES), coerce=Renewal)
    months = whole_number(_l("Renews for months"), most=LONGEST_RENEWAL)

    @property
    def value(self) -> Value:
        return Renewing(Renewal(self.renewal.data), self.months.data or 0)


class PaymentsEntry(Entry):
    per = one_of(_l("Rhythm"), _of(RHYTHM_NAMES), coerce=Per)
    count = whole_number(_l("Instalments"), most=120)

    @property
    def value(self) -> Value:
        per = Per(self.per.data)
        return Payments(per, (self.count.data or 0) if per is Per.TIME else 0)


class PartyEntry(Entry):
    name = text(_l("Name"))
    role = one_of(_l("Side"), _of(ROLE_NAMES), coerce=Role)
    business_number = text(_l("Business number"), longest=20)

    @property
    def value(self) -> Value:
        self.needed("name")
        number = self.business_number.data
        return Party(self.name.data, Role(self.role.data), business_number(number) if number else "")


ENTRIES: dict[type[Value], type[Entry]] = {
    Text: TextEntry, Day: DayEntry, Duration: DurationEntry, Forever: ForeverEntry, Money: MoneyEntry, Share: ShareEntry,
    Penalty: PenaltyEntry, Renewing: RenewingEntry, Payments: PaymentsEntry, Party: PartyEntry,
}  # fmt: skip


def entry_for(offer: Offer, *, is_ticked: bool = False) -> Entry:
    """The form of an offer, filled with what was read (or with what the person sent)."""
    return ENTRIES[type(offer.fact.value)](
        prefix=f"{offer.key}-", meta={"csrf": False}, take=is_ticked, **as_typed(offer.fact.value)
    )


def are_valid(entries: Iterable[Entry]) -> bool:
    """Whether all of them can be read; each is looked at, so that every mistake shows at once."""
    found = [entry.validate() for entry in entries]
    return all(found)


def as_typed(value: Value) -> dict[str, Any]:
    """What the fields of a value's form show."""
    match value:
        case Money():
            return {
                "amount": major(value.minor, value.currency),
                "currency": value.currency,
                "per": value.per,
                "tax": value.tax,
            }
        case Penalty():
            amount_due = None if value.minor is None else major(value.minor, value.currency or "TWD")
            shown = {"percent": value.percent, "base": value.base, "per": value.per, "currency": value.currency}
            return shown | {"amount": amount_due}
        case _:
            return {name: getattr(value, name) for name in getattr(value, "__slots__", ())}


class TakeForm(Form):
    """What belongs to the whole page beside its entries."""

    amended_signed_on = day(_l("Amendment signed on"))
    amended_effective_on = day(_l("Takes effect on"))


class EndFactForm(Form):
    reason = long_text(_l("Why does it no longer count?"), needed=True, longest=500)


TAKEN_IN = (DocumentKind.CONTRACT, DocumentKind.AMENDMENT, DocumentKind.ANNEX)


class IntakeForm(Form):
    files = MultipleFileField(
        _l("Files"),
        validators=[FileRequired(_l("Choose a file."))],
        description=_l("The contract first, then its annexes: what they say is filled into the form for you to check."),
        render_kw={"accept": ".docx,.pdf,.odt,.txt"},
    )
    kind = one_of(
        _l("What the first one is"),
        lambda: [(kind.value, say_lazily(DOCUMENT_KIND_NAMES[kind])) for kind in TAKEN_IN],
        coerce=DocumentKind,
    )


class NewContractForm(ContractForm):
    """The register's form for a contract, with the vendor to choose: one that is registered, or the one the paper names."""

    vendor = one_of(_l("Vendor"), list)
