"""What a vendor wrote in the columns of one row: what of it says something, and why the rest proves nothing. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from core.days import read_date
from core.errors import Refused
from core.phrases import N_, Phrase, phrase
from sbom.disclosure import licences
from sbom.disclosure.grades import LicenceGrade
from sbom.disclosure.origins import is_place
from sbom.requests.wording import WHOSE
from sbom.statements.rules import SOURCE_KINDS, Said, Subject, stated_licence

LIMITS = {
    "source_url": 2_048, "maker": 500, "licence": 4_000, "licence_text": 32_000, "licensor": 500, "note": 2_000,
}  # fmt: skip
_REPOSITORY = re.compile(
    r"(?:git|hg|svn|ssh)[+:@]|\.git(?:$|[@#/?])|https?://(?:www\.)?(?:github|gitlab|bitbucket)\.", re.I
)


def read_answer(cells: Mapping[str, str], on: date) -> tuple[dict[Subject, dict[str, Any]], list[Phrase]]:
    """(what is accepted by subject, why the rest is not) of the columns that the vendor fills in."""
    stated: dict[Subject, dict[str, Any]] = {}
    reasons: list[Phrase] = []
    for subject, read in ((Subject.ORIGIN, _origin), (Subject.LICENCE, _licence), (Subject.OWNER, _owner)):
        try:
            said = read({k: v.strip() for k, v in cells.items()}, on)
        except _NotAccepted as error:
            reasons += error.reasons
        else:
            if values := said.part(subject):
                stated[subject] = values
    return stated, reasons


class _NotAccepted(Exception):
    def __init__(self, *reasons: Phrase) -> None:
        self.reasons = reasons


def _bounded(cells: Mapping[str, str], *names: str) -> None:
    for name in names:
        if len(cells.get(name, "")) > LIMITS[name]:
            raise _NotAccepted(phrase(N_("The entry is longer than %(n)s characters."), n=f"{LIMITS[name]:,}"))


def _origin(cells: Mapping[str, str], _on: date) -> Said:
    url, kind, maker = (cells.get(k, "") for k in ("source_url", "source_kind", "maker"))
    _bounded(cells, "source_url", "maker")
    if not url:
        if maker:
            raise _NotAccepted(phrase(N_("A maker's name alone does not say where it comes from; give the address.")))
        return Said()
    if not is_place(url) or len(url.split()) != 1:
        raise _NotAccepted(phrase(N_("“%(url)s” is no address that can be followed."), url=url[:120]))
    chosen = _choice(kind, SOURCE_KINDS)
    if kind and not chosen:
        raise _NotAccepted(phrase(N_("“%(text)s” is no kind of address on the list."), text=kind[:60]))
    guessed = "vcs" if _REPOSITORY.search(url) else "distribution"
    return Said(source_url=url, source_type=chosen or guessed, maker=maker)


def _licence(cells: Mapping[str, str], on: date) -> Said:
    licence, text, licensor, ends = (
        cells.get(k, "") for k in ("licence", "licence_text", "licensor", "licence_ends_on")
    )
    if not (licence or text or licensor or ends):
        return Said()
    _bounded(cells, "licence", "licence_text", "licensor")
    if ends and not licensor:
        raise _NotAccepted(phrase(N_("Name the licensor of the commercial licence.")))
    is_address = is_place(text) and len(text.split()) == 1
    said = Said(
        licence=licence,
        licence_text="" if is_address else text,
        licence_url=text if is_address else "",
        licensor=licensor,
        licence_ends_on=_day(ends),
    )
    judged = licences.judge_one(stated_licence(said), on)
    if judged.grade not in (LicenceGrade.PROVEN, LicenceGrade.NAMED):
        raise _NotAccepted(*judged.reasons)
    return said


def _day(text: str) -> str:
    try:
        return read_date(text).isoformat() if text else ""
    except Refused as error:
        raise _NotAccepted(error.phrase) from error


def _owner(cells: Mapping[str, str], _on: date) -> Said:
    whose = cells.get("whose", "")
    chosen = _choice(whose, WHOSE)
    if whose and not chosen:
        raise _NotAccepted(
            phrase(N_("“%(text)s” does not say whose work it is; choose from the list."), text=whose[:60])
        )
    return Said(is_own=chosen == "own")


def _choice(text: str, words: Mapping[str, Any]) -> str:
    wanted = folded(text)
    return next(
        (key for key, word in words.items() if wanted and wanted in (key, folded(word.zh), folded(word.en))), ""
    )


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()
