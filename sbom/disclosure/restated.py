"""A component judged with what its vendor stated besides the file. Pure: the statement is put into a copy of the component
and judged like an entry of the file, so that it proves no more and no less than the same words in the file would.
"""

from dataclasses import dataclass
from datetime import date

from sbom.disclosure.rules import Disclosure, disclosure_of
from sbom.ingest.rules import Component
from sbom.statements.rules import BITS, Said, Subject, with_licence, with_origin


@dataclass(frozen=True, slots=True)
class Restated:
    """`stated` has a bit for each grade that rests on the statement and not on the file."""

    disclosure: Disclosure
    stated: int
    is_own: bool


def restated(component: Component, said: Said, on: date, *, is_own: bool) -> Restated:
    """The grades on a day. Where the file discloses a thing itself, the statement on it is not needed and not used."""
    by_file = disclosure_of(component, on)
    whole = component
    if said.source_url and not by_file.source_disclosed:
        whole = with_origin(whole, said)
    if said.part(Subject.LICENCE) and not by_file.licence_proven:
        whole = with_licence(whole, said)
    found = by_file if whole is component else disclosure_of(whole, on)
    bits = 0
    if found.source_disclosed and not by_file.source_disclosed:
        bits |= BITS[Subject.ORIGIN]
    if found.licence_proven and not by_file.licence_proven:
        bits |= BITS[Subject.LICENCE]
    if said.is_own and not is_own:
        bits |= BITS[Subject.OWNER]
    return Restated(found, bits, is_own or said.is_own)
