"""A fact's value as a sentence part, to be said in the reader's language."""

from contracts.facts.values import (
    COUNTED_UNIT_NAMES,
    ONE_UNIT_NAMES,
    PER_NAMES,
    RHYTHM_NAMES,
    ROLE_NAMES,
    TAX_NAMES,
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
    Value,
)
from contracts.register.agreed import RENEWAL_NAMES, Renewal
from core.i18n.formats import money
from core.phrases import N_, Phrase, counted, phrase


def shown(value: Value) -> Phrase:
    """36 months; TWD 1,200,000 a month, tax included; 0.1% of 契約總價 a day."""
    match value:
        case Text(words):
            return literal(words)
        case Day(on):
            return phrase("%(day)s", day=on)
        case Duration():
            return _duration(value)
        case Forever():
            return phrase(N_("without an end in time"))
        case Money():
            return _money(value)
        case Share(percent):
            return literal(f"{percent:f}%")
        case Penalty():
            return _penalty(value)
        case Renewing(renewal, months):
            if renewal is Renewal.AUTOMATIC and months:
                return phrase(
                    counted(months, N_("Automatic, for %(months)s month"), N_("Automatic, for %(months)s months")),
                    months=months,
                )
            return phrase(RENEWAL_NAMES[renewal])
        case Payments(per, count):
            if count:
                return phrase(
                    counted(count, N_("in %(count)s instalment"), N_("in %(count)s instalments")), count=count
                )
            return phrase(RHYTHM_NAMES.get(per, PER_NAMES[per]))
        case Party():
            return _party(value)


def _duration(value: Duration) -> Phrase:
    if value.amount == 1:
        return phrase(ONE_UNIT_NAMES[value.unit])
    return phrase(COUNTED_UNIT_NAMES[value.unit], amount=f"{value.amount:f}")


def literal(words: str) -> Phrase:
    """Words of a paper: the same in every language."""
    return phrase("%(words)s", words=words)


def _money(value: Money) -> Phrase:
    amount = literal(money(value.minor, value.currency))
    if value.per is not Per.TOTAL:
        amount = phrase("%(amount)s %(per)s", amount=amount, per=phrase(PER_NAMES[value.per]))
    if value.tax is Tax.UNSAID:
        return amount
    return phrase(N_("%(amount)s, %(tax)s"), amount=amount, tax=phrase(TAX_NAMES[value.tax]))


def _penalty(value: Penalty) -> Phrase:
    each = phrase(PER_NAMES[value.per])
    if value.percent is None:
        return phrase("%(amount)s %(per)s", amount=literal(money(value.minor, value.currency or "TWD")), per=each)
    if value.base:
        share, base = f"{value.percent:f}%", literal(value.base)
        return phrase(N_("%(share)s of %(base)s %(per)s"), share=share, base=base, per=each)
    return phrase("%(amount)s %(per)s", amount=literal(f"{value.percent:f}%"), per=each)


def _party(value: Party) -> Phrase:
    name = f"{value.name} ({value.business_number})" if value.business_number else value.name
    if value.role is Role.UNKNOWN:
        return literal(name)
    return phrase(N_("%(role)s: %(name)s"), role=phrase(ROLE_NAMES[value.role]), name=literal(name))
