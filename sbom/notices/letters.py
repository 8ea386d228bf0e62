"""The letter about notices that did not come: its words, its record, and which vulnerabilities it speaks of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import force_locale

from contracts.letters import wording as usual
from contracts.letters.content import Letter as LetterWords
from contracts.letters.content import Paper, Speaker, Table, heads, salutation, who_answers
from contracts.letters.models import Letter
from contracts.letters.operations import keep_letter
from contracts.letters.rules import LetterKind
from core import clock
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.i18n import say as say_phrase
from core.phrases import N_
from sbom.notices import wording as w
from sbom.notices.models import Reminded
from sbom.notices.queries import Owed
from sbom.notices.rules import SEVERITY_NAMES
from vendors.register.models import Vendor

MOST = 200


@dataclass(frozen=True)
class MissingDraft(Paper):
    """A letter about these vulnerabilities."""

    rows: tuple[Owed, ...]


def compose(draft: MissingDraft) -> LetterWords:
    """The letter's words."""
    say = Speaker(draft)
    return LetterWords(
        language=draft.language,
        firm=draft.sender.firm or say(usual.NO_FIRM),
        address=draft.sender.address,
        title=say(usual.TITLE),
        heads=heads(draft, say, ""),
        subject=(say(usual.SUBJECT), say(w.SUBJECT, reply_by=draft.reply_by)),
        salutation=salutation(draft, say),
        explanation=say(usual.EXPLANATION),
        paragraphs=(
            say(w.BASIS),
            say(w.FOUND, count=len(draft.rows)),
            say(w.REQUEST, reply_by=draft.reply_by),
            say(w.RESERVATION),
            *who_answers(draft, say),
        ),
        closing=say(usual.CLOSING),
        signature=(say(usual.FOR_US), say(usual.JOB), say(usual.DAY)),
        tables=(_table(draft, say),),
        reply=(say(w.REPLY), say(w.REPLY_LEAD), (say(usual.SEAL), say(usual.JOB), say(usual.DAY))),
        annex="",
        sections=(),
        reference=draft.reference,
    )


def _table(draft: MissingDraft, say: Speaker) -> Table:
    with force_locale(draft.language):
        rows = tuple(_row(one, say) for one in draft.rows)
    return Table(say(w.CAPTION), tuple(say(head) for head in w.HEADS), rows, (3.8, 4.6, 1.9, 5.7))


def _row(one: Owed, say: Speaker) -> tuple[str, ...]:
    zone = clock.zone()
    local = one.due_at.astimezone(zone)
    due = f"{say.day(local.date())} {local:%H:%M}"
    why = say(w.KNOWN_DUE, known=one.known.known_at.astimezone(zone).date(), due=due, why=say_phrase(one.term.why))
    severity = say_phrase(SEVERITY_NAMES[one.known.severity])
    product = f"{one.product.name} {one.release}".strip()
    return (_names(one), f"{product}\n{one.known.component}", severity, why)


def _names(one: Owed) -> str:
    others = sorted(one.known.names - {one.known.name.upper()})
    return "\n".join([one.known.name, *others[:2]])


def draft_missing(vendor: Vendor, draft: MissingDraft, *, by: User | None) -> Letter:
    """Keep the letter and which vulnerabilities it speaks of. Raises Refused for one that speaks of none."""
    if not draft.rows:
        raise Refused(N_("Choose at least one vulnerability: the letter would speak of nothing."), field="chosen")
    if len(draft.rows) > MOST:
        raise Refused(N_("A letter speaks of at most %(n)s vulnerabilities; write two."), field="chosen", n=MOST)
    names = [one.known.name for one in draft.rows]
    noted: dict[str, Any] = {"vulnerabilities": names}
    about = "、".join(dict.fromkeys(f"{one.product.name}（{one.known.name}）" for one in draft.rows))
    letter = keep_letter(
        vendor, draft, lambda reference: compose(replace(draft, reference=reference)), kind=LetterKind.NOTICE,
        about=about, noted=noted, by=by,
    )  # fmt: skip
    pairs = dict.fromkeys((one.known.product_id, one.known.name[:120]) for one in draft.rows)
    db.session.add_all(Reminded(letter_id=letter.id, product_id=p, name=n) for p, n in pairs)
    db.session.flush()
    return letter


def chosen_of(rows: Sequence[Owed], keys: Sequence[str]) -> tuple[Owed, ...]:
    return tuple(one for one in rows if one.key in set(keys))
