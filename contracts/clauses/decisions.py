"""Operations on a reviewer's decisions: confirming the check's verdict, or overruling it."""

from sqlalchemy import select

from contracts.clauses.basis import Ground, bare
from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.models import ClauseDecision, ClauseFinding
from contracts.clauses.rules import Verdict
from contracts.register.models import Contract
from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.phrases import N_, phrase

SHORTEST_QUOTE = 4


def latest_decision(contract_id: int, rulebook_id: str, clause_id: str) -> ClauseDecision | None:
    query = (
        select(ClauseDecision)
        .where(
            ClauseDecision.contract_id == contract_id,
            ClauseDecision.rulebook_id == rulebook_id,
            ClauseDecision.clause_id == clause_id,
        )
        .order_by(ClauseDecision.id.desc())
        .limit(1)
    )
    with db.session.no_autoflush:
        return db.session.scalar(query)


def decide_clause(
    finding: ClauseFinding,
    verdict: Verdict,
    *,
    reason: str,
    quote: str = "",
    ground: Ground | None = None,
    seen: str = "",
    after: int | None = None,
    by: User,
) -> ClauseDecision:
    """Confirm the machine's verdict or overrule it; overruling needs a reason.

    `quote` are words of the papers that the reviewer rests an overruling on, `ground` all words that count, to find them in.
    `seen` is the evidence hash of the page on which the reviewer decided: when the papers were checked anew meanwhile
    and other words count, nothing is decided. `after` is the last decision that stood on that page (0: none): another
    person's later one is looked at first; one's own, sent twice, is the same decision.
    """
    reason, quote = reason.strip(), quote.strip()
    if seen and seen != finding.evidence_hash:
        raise Refused(
            N_("The papers were checked anew while you were reading; look at the passages again, then decide.")
        )
    latest = latest_decision(finding.contract_id, finding.rulebook_id, finding.clause_id)
    if after is not None and latest is not None and latest.id != after:
        if (latest.by_id, latest.verdict, latest.reason, latest.quote) == (by.id, verdict, reason, quote):
            return latest
        raise Refused(
            N_("%(who)s decided on this clause while you were reading: %(verdict)s. Look at it, then decide."),
            who=latest.by.name if latest.by else "—",
            verdict=phrase(VERDICT_NAMES[latest.verdict]),
        )
    if verdict is not finding.verdict and not reason:
        raise Refused(N_("Say why the machine's verdict is wrong: an auditor will ask."), field="reason")
    if quote:
        _check_quote(quote, ground)
    passages = [each["text"] for each in finding.evidence]
    decision = ClauseDecision(
        contract_id=finding.contract_id,
        rulebook_id=finding.rulebook_id,
        clause_id=finding.clause_id,
        verdict=verdict,
        machine_verdict=finding.verdict,
        reason=reason,
        quote=quote,
        evidence_hash=finding.evidence_hash,
        passages=[*passages, quote] if quote else passages,
        ground_mark=finding.ground_mark,
        by_id=by.id,
        at=clock.now(),
    )
    db.session.add(decision)
    before, finding.decided, finding.is_stale = finding.decided, verdict, False
    contract = db.session.get_one(Contract, finding.contract_id)
    if verdict is finding.verdict:
        record("contracts:clause:confirm", contract, by=by, clause=finding.clause_id, verdict=verdict, reason=reason)
    else:
        record(
            "contracts:clause:overrule",
            contract,
            by=by,
            clause=finding.clause_id,
            verdict=(before or finding.verdict, verdict),
            reason=reason,
        )
    db.session.flush()
    return decision


def _check_quote(quote: str, ground: Ground | None) -> None:
    if len(bare(quote)) < SHORTEST_QUOTE:
        raise Refused(N_("Copy a few more words of the passage."), field="quote")
    if ground is not None and not ground.holds(quote):
        raise Refused(
            N_("These words do not stand in the papers that count; copy them from the text on this page."),
            field="quote",
        )
