"""From the register and the papers to a letter: whom it goes to, what each contract says now, where that stands."""

from collections.abc import Mapping, Sequence

from flask import current_app
from flask_babel import force_locale

from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rules import Verdict
from contracts.documents.queries import papers_of
from contracts.documents.reading import DocumentText
from contracts.letters.content import Part, Point, Quote, Sender
from contracts.letters.lacks import in_a_letter
from contracts.letters.models import LetterGap
from contracts.letters.places import place_of
from contracts.letters.queries import Lacking
from contracts.letters.rules import default_language
from contracts.register.models import Contract
from core.auth.models import User
from vendors.register.models import Contact, Vendor

MOST_QUOTES = 3
Papers = Mapping[int, tuple[str, DocumentText]]
"""By document id: its name and its words."""


def language_for(vendor: Vendor, contract: Contract | None) -> str:
    """The language a letter about this contract begins in."""
    papers = papers_of(contract.id) if contract else []
    first = next((words.text for _, words in papers), "")
    return default_language(vendor.country, first)


def sender(person: User | None, language: str) -> Sender:
    """Our firm as the settings name it, and who answers questions."""
    settings = current_app.config["SETTINGS"]
    is_chinese = language.startswith("zh")
    return Sender(
        firm=(settings.firm_name or settings.firm_name_en) if is_chinese else (settings.firm_name_en or settings.firm_name),
        address=settings.firm_address,
        person=person.name if person else "",
        department=person.department if person else "",
        email=person.email if person else "",
    )  # fmt: skip


def vendor_name(vendor: Vendor, language: str) -> str:
    names = (vendor.name_zh, vendor.name_en)
    return next(filter(None, names if language.startswith("zh") else reversed(names)), vendor.name)


def attention_line(contact: Contact | None, language: str = "zh_Hant_TW") -> str:
    """賴雅雯 資安聯絡人; in English with a comma: Ya-wen Lai, Security Officer."""
    gap = " " if language.startswith("zh") else ", "
    return gap.join(part for part in (contact.name, contact.title) if part) if contact else ""


def parts_of(contracts: Sequence[Contract], chosen: Mapping[int, Sequence[Lacking]], language: str) -> tuple[Part, ...]:
    """Each contract with what is asked for; papers are read only where something is quoted."""
    with force_locale(language):
        return tuple(
            Part(contract.number, contract.title, _points(contract.id, chosen[contract.id], language))
            for contract in contracts
            if chosen.get(contract.id)
        )


def _points(contract_id: int, rows: Sequence[Lacking], language: str) -> tuple[Point, ...]:
    quotes = any(row.verdict is Verdict.PARTIAL and row.finding.evidence for row in rows)
    papers = {document.id: (document.name, words) for document, words in papers_of(contract_id)} if quotes else {}
    return tuple(_point(row, papers, language) for row in rows)


def _point(row: Lacking, papers: Papers, language: str) -> Point:
    if row.verdict is Verdict.ABSENT:
        return Point(row.clause, row.number, row.verdict)
    found = [each for each in row.finding.evidence[:MOST_QUOTES] if each["document_id"] in papers]
    quotes = tuple(_quote(each, papers) for each in found)
    return Point(row.clause, row.number, row.verdict, quotes, tuple(in_a_letter(row.finding.lacking, language)))


def _quote(evidence: Mapping[str, object], papers: Papers) -> Quote:
    name, words = papers[int(str(evidence["document_id"]))]
    place = place_of(words, int(str(evidence["start"])))
    return Quote(str(evidence["text"]), name, place, int(str(evidence["page"])))


def gap_rows(chosen: Mapping[int, Sequence[Lacking]], rulebook: Rulebook) -> list[LetterGap]:
    """What the letter's record remembers of what it asks for."""
    return [
        LetterGap(
            contract_id=contract_id,
            rulebook_id=rulebook.id,
            rulebook_version=rulebook.version,
            clause_id=row.clause.id,
            verdict=row.verdict,
        )
        for contract_id, rows in chosen.items()
        for row in rows
    ]
