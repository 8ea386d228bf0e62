"""Under which licence a component may be used, and whether the file proves it. Every statement counts; none is
dropped for another.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache, partial

from core.phrases import N_, Phrase, phrase
from sbom.disclosure.grades import Judgement, LicenceGrade
from sbom.disclosure.origins import is_place
from sbom.ingest.rules import Component, Licence, LicenceKind, Licensing
from sbom.licences.rules import Standing, Statement, statement

_TEXT_CHARACTERS = 40  # a dedication of one sentence is longer
_SHOWN = 120
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ORDER = tuple(LicenceGrade)


def judge(component: Component, on: date) -> Judgement[LicenceGrade]:
    """The best of the component's statements, and what is said against the others."""
    judged = [judge_one(licence, on) for licence in component.licences]
    address = next((r.url for r in component.references if r.type == "license" and is_place(r.url)), "")
    if address:
        judged.append(_judged(LicenceGrade.NAMED, N_("The licence stands at %(url)s"), url=address[:_SHOWN]))
    if not judged:
        return _UNSTATED
    if len(judged) == 1:
        return judged[0]
    return Judgement(min((j.grade for j in judged), key=_ORDER.index), partial(_all_reasons, judged))


def _all_reasons(judged: Sequence[Judgement[LicenceGrade]]) -> tuple[Phrase, ...]:
    """Those of the best grade, then what is wrong with the others; each once."""
    best = min((j.grade for j in judged), key=_ORDER.index)
    first = [r for j in judged if j.grade is best for r in j.reasons]
    worse = (LicenceGrade.UNCLEAR, LicenceGrade.MISSING)
    rest = [r for j in judged if j.grade is not best and j.grade in worse for r in j.reasons]
    return tuple({str(r): r for r in (*first, *rest)}.values())


def judge_one(licence: Licence, on: date) -> Judgement[LicenceGrade]:
    """What one statement proves on the day `on`."""
    if licence.licensing is not None and _has_terms(licence.licensing):
        return _terms(licence.licensing, on)
    if not licence.text and not licence.details:
        return _judge_plain(licence)
    if is_text(licence.text):
        size, name = f"{len(licence.text):,}", _name(licence)
        return _judged(LicenceGrade.PROVEN, N_("Licence text included (%(n)s characters): %(name)s"), n=size, name=name)
    return _judge_stated(licence)


def _judge_stated(licence: Licence) -> Judgement[LicenceGrade]:
    """A statement that does not prove itself: it is worth what its name, its address or its details are worth."""
    said = statement(licence.value)
    if licence.acknowledgement == "evidence":
        return _found_in_files(licence, said)
    return _judge_named(licence, said, _name(licence))


_judge_plain = lru_cache(maxsize=5_000)(_judge_stated)
"""Thousands of components are under the same few licences."""


def _judge_named(licence: Licence, said: Statement, name: str) -> Judgement[LicenceGrade]:
    """A statement without its text: worth what its name is worth, or its address."""
    if said.standing is Standing.LISTED:
        return _judged(LicenceGrade.NAMED, N_("SPDX licence: %(means)s"), means=said.means[:_SHOWN])
    if said.standing is Standing.RECOGNISED:
        msgid = N_("“%(name)s” means the SPDX licence %(means)s")
        return _judged(LicenceGrade.NAMED, msgid, name=name, means=said.means)
    if said.standing is Standing.REFERRING:
        return _referring(licence, said)
    if is_place(licence.url):
        return _judged(
            LicenceGrade.NAMED, N_("“%(name)s”, with its text at %(url)s"), name=name, url=licence.url[:_SHOWN]
        )
    return _nothing(licence, said)


def _judged(grade: LicenceGrade, msgid: str, **params: str) -> Judgement[LicenceGrade]:
    return Judgement(grade, lambda: (phrase(msgid, **params),))


_UNSTATED = _judged(LicenceGrade.MISSING, N_("No licence is stated."))


def is_text(text: str) -> bool:
    """Whether an attached text can be a licence: not an address, not "see LICENSE", not a word."""
    text = text.strip()
    return (
        len(text) >= _TEXT_CHARACTERS
        and not re.fullmatch(r"\S+", text)
        and statement(text[:300]).standing is not Standing.NOTHING
    )


def _has_terms(terms: Licensing) -> bool:
    return bool(terms.licensor or terms.licensee or terms.purchase_order or terms.types or terms.expiration)


def _terms(terms: Licensing, on: date) -> Judgement[LicenceGrade]:
    """Commercial terms prove the licence while they run."""
    last = last_day(terms)
    name = (terms.licensor or terms.purchase_order or ", ".join(terms.types) or terms.licensee or "…")[:_SHOWN]
    if last is None and terms.expiration:
        msgid = N_("Commercial terms (%(name)s) whose end “%(end)s” is no date.")
        return _judged(LicenceGrade.UNCLEAR, msgid, name=name, end=terms.expiration[:60])
    if last is None:
        return _judged(LicenceGrade.PROVEN, N_("Commercial terms (%(name)s)"), name=name)
    if last < on:
        msgid = N_("Commercial terms (%(name)s) that ended on %(end)s.")
        return _judged(LicenceGrade.UNCLEAR, msgid, name=name, end=last.isoformat())
    return _judged(
        LicenceGrade.PROVEN, N_("Commercial terms (%(name)s) until %(end)s"), name=name, end=last.isoformat()
    )


def last_day(terms: Licensing) -> date | None:
    """The day on which commercial terms end, as the file writes it; None where it gives none, or no date."""
    match = _DAY.match(terms.expiration.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _referring(licence: Licence, said: Statement) -> Judgement[LicenceGrade]:
    """An expression with a LicenseRef is worth what the file holds on that reference."""
    held = {d.ref: d for d in licence.details}
    for ref in said.refs:
        detail = held.get(ref)
        if not is_place(licence.url) and (detail is None or not (is_text(detail.text) or is_place(detail.url))):
            msgid = N_("“%(ref)s” refers to a text that the file does not hold.")
            return _judged(LicenceGrade.UNCLEAR, msgid, ref=ref[:_SHOWN])
    has_texts = all(ref in held and is_text(held[ref].text) for ref in said.refs)
    grade = LicenceGrade.PROVEN if has_texts and _is_only_refs(said) else LicenceGrade.NAMED
    return _judged(grade, N_("%(means)s, with what it refers to in the file"), means=said.means[:_SHOWN])


def _is_only_refs(said: Statement) -> bool:
    words = set(re.findall(r"[\w.:+-]+", said.means)) - {"AND", "OR", "WITH"}
    return words <= set(said.refs)


def _found_in_files(licence: Licence, said: Statement) -> Judgement[LicenceGrade]:
    if said.standing is Standing.NOTHING:
        return Judgement(LicenceGrade.MISSING, lambda: (_says_nothing(licence),))
    msgid = N_("“%(name)s” was found in its files; nobody declares it.")
    return _judged(LicenceGrade.UNCLEAR, msgid, name=_name(licence))


def _nothing(licence: Licence, said: Statement) -> Judgement[LicenceGrade]:
    if said.standing is Standing.NOTHING:
        return Judgement(LicenceGrade.MISSING, lambda: (_says_nothing(licence),))
    if said.standing is Standing.INVALID:
        msgid = N_("“%(text)s” is no valid SPDX expression (%(part)s).")
        return _judged(LicenceGrade.UNCLEAR, msgid, text=_name(licence), part=said.unknown[0][:_SHOWN])
    msgid = N_("“%(name)s” is on no list of licences, and neither its text nor its address is given.")
    return _judged(LicenceGrade.UNCLEAR, msgid, name=_name(licence))


def _says_nothing(licence: Licence) -> Phrase:
    if licence.kind is LicenceKind.UNNAMED or not licence.value.strip():
        return phrase(N_("A licence is listed without id, name, expression or text."))
    return phrase(N_("“%(text)s” states no licence."), text=_name(licence))


def _name(licence: Licence) -> str:
    value = licence.value or licence.url
    return value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
