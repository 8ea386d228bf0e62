"""Where a contract's papers and the register say different things. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.facts.combining import Offer
from contracts.facts.rules import FactKind
from contracts.facts.shown import literal, shown
from contracts.facts.values import IN_A_YEAR, Day, Duration, Money, Party, Per, Renewing, Role
from contracts.register.agreed import NOTICE_UNIT_NAMES, Notice, Renewal
from core.i18n.formats import money
from core.phrases import N_, Phrase, phrase
from vendors.register.rules import name_key

TAX_PERCENT = 5
"""Business tax (營業稅): a price with it and the same price without it are not a difference."""


@dataclass(frozen=True)
class Registered:
    """What the register holds of a contract. `ends` are every end its term has had or has: the first agreed one, those
    that amendments and renewals made. `renewals` and `notices` likewise."""

    vendor_names: tuple[str, ...]
    business_number: str
    signed_on: date | None
    starts_on: date | None
    ends: frozenset[date | None]
    renewals: frozenset[tuple[Renewal, int]]
    notices: frozenset[Notice]
    value_minor: int | None
    currency: str
    is_yearly: bool
    months: int | None = None
    """Of the first term, where it is a whole number of them."""


@dataclass(frozen=True)
class Difference:
    """The paper says one thing, the register another."""

    kind: FactKind
    offer: Offer
    paper_says: Phrase
    register_says: Phrase


def differences(found: Mapping[FactKind, Sequence[Offer]], known: Registered) -> list[Difference]:
    """Every contradiction with what the papers surely say; what the register leaves open is none."""
    judged = [_parties(found.get(FactKind.PARTY, ()), known)]
    for kind in _JUDGES:
        first = next(iter(found.get(kind, ())), None)
        if first is not None and first.is_sure and not first.is_disputed:
            judged.append(difference(first, known))
    return [each for each in judged if each is not None]


def difference(offer: Offer, known: Registered) -> Difference | None:
    """Where one reading and the register disagree; None where they agree or the register leaves it open."""
    judge = _JUDGES.get(offer.kind)
    return judge(offer, known) if judge else None


def is_vendor(party: Party, known: Registered) -> bool:
    """Whether a party is the registered vendor: by its number, else by its name without the legal form."""
    if party.business_number and known.business_number:
        return party.business_number == known.business_number
    return name_key(party.name) in {name_key(name) for name in known.vendor_names if name}


def _parties(found: Sequence[Offer], known: Registered) -> Difference | None:
    sure = [(o, o.fact.value) for o in found if o.is_sure and isinstance(o.fact.value, Party)]
    if not sure or any(is_vendor(party, known) for _, party in sure):
        return None
    offer, party = next(((o, p) for o, p in sure if p.role is Role.VENDOR), sure[-1])
    registered = " ".join(part for part in (known.vendor_names[0], known.business_number) if part)
    return Difference(FactKind.PARTY, offer, shown(party), literal(registered))


def _signed(offer: Offer, known: Registered) -> Difference | None:
    return _dated(offer, known.signed_on)


def _started(offer: Offer, known: Registered) -> Difference | None:
    return _dated(offer, known.starts_on)


def _dated(offer: Offer, registered: date | None) -> Difference | None:
    value = offer.fact.value
    if registered is None or not isinstance(value, Day) or value.on == registered:
        return None
    return Difference(offer.kind, offer, shown(value), shown(Day(registered)))


def _ended(offer: Offer, known: Registered) -> Difference | None:
    value = offer.fact.value
    if not isinstance(value, Day) or value.on in known.ends:
        return None
    last = max((end for end in known.ends if end), default=None)
    return Difference(offer.kind, offer, shown(value), shown(Day(last)) if last else phrase(N_("open-ended")))


def _renewed(offer: Offer, known: Registered) -> Difference | None:
    value = offer.fact.value
    if not isinstance(value, Renewing):
        return None
    for renewal, months in known.renewals:
        is_automatic = renewal is Renewal.AUTOMATIC
        if is_automatic is not (value.renewal is Renewal.AUTOMATIC):
            continue
        if not is_automatic or not value.months or months == value.months:
            return None
    renewal, months = sorted(known.renewals)[0]
    return Difference(offer.kind, offer, shown(value), shown(Renewing(renewal, months)))


def _noticed(offer: Offer, known: Registered) -> Difference | None:
    value = offer.fact.value
    agreed = value.notice if isinstance(value, Duration) else None
    if agreed is None or Notice(*agreed) in known.notices or all(not notice.amount for notice in known.notices):
        return None
    registered = max(known.notices, key=lambda notice: notice.amount)
    unit = phrase(NOTICE_UNIT_NAMES[registered.unit])
    return Difference(
        offer.kind, offer, shown(value), phrase(N_("%(amount)s %(unit)s"), amount=registered.amount, unit=unit)
    )


def _valued(offer: Offer, known: Registered) -> Difference | None:
    value = offer.fact.value
    if known.value_minor is None or not isinstance(value, Money):
        return None
    if value.currency == known.currency and any(_is_same(each, known.value_minor) for each in _readings(value, known)):
        return None
    registered = literal(money(known.value_minor, known.currency))
    if known.is_yearly:
        registered = phrase("%(amount)s %(per)s", amount=registered, per=phrase(N_("a year")))
    return Difference(offer.kind, offer, shown(value), registered)


def _readings(value: Money, known: Registered) -> Iterator[int]:
    """The amounts that the register may hold for a price: a month's fee for a year's, or for the whole term's."""
    yield value.minor
    if value.per is not Per.TOTAL and (times := IN_A_YEAR.get(value.per)):
        yield value.minor * times
        if known.months:
            yield value.minor * times * known.months // 12


def _is_same(minor: int, registered: int) -> bool:
    """Equal, or the one with business tax and the other without."""
    with_tax = {minor, minor * (100 + TAX_PERCENT) // 100, minor * 100 // (100 + TAX_PERCENT)}
    return any(abs(each - registered) <= 100 for each in with_tax)


_JUDGES: Mapping[FactKind, Callable[[Offer, Registered], Difference | None]] = {
    FactKind.SIGNED_ON: _signed, FactKind.STARTS_ON: _started, FactKind.ENDS_ON: _ended, FactKind.RENEWAL: _renewed,
    FactKind.NOTICE: _noticed, FactKind.VALUE: _valued,
}  # fmt: skip
