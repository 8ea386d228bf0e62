"""Mail leaves from here, in any process that ticks: each takes one mail after the other, by a claim in the database.

A process that dies after the server took a mail and before that was noted leaves the mail claimed; after the lease it is
sent once more under the same Message-ID. The doubt that no mailer can remove thus falls on the side of a second copy,
which mail servers and programs recognise, never on the side of a reminder that was lost.
"""

import secrets
from collections import Counter
from datetime import timedelta
from time import monotonic

from flask import current_app
from sqlalchemy import or_, select, update

from core import clock
from core.db import db, unit_of_work
from core.outbox.models import Mail
from core.outbox.operations import is_set_up
from core.outbox.rules import MailState, next_pause
from core.outbox.sending import Letter, NotSent, send

LEASE = timedelta(minutes=5)
"""How long a process may be silent about a mail it has taken before another takes it over: longer than any
conversation with a server lasts."""
ROUND_SECONDS = 30
"""How long one tick sends mail; the rest goes with the next."""
KEPT = timedelta(days=90)


def send_waiting() -> dict[str, int]:
    """Send what is due; counts of what was sent, put off and given up."""
    did: Counter[str] = Counter()
    if not is_set_up():
        return {}
    began = monotonic()
    while monotonic() - began < ROUND_SECONDS and (claimed := _claim()) is not None:
        mail_id, claim, letter = claimed
        try:
            send(letter, current_app.config["SETTINGS"])
        except NotSent as error:
            did[_failed(mail_id, claim, error)] += 1
            if error.is_server:
                break
        else:
            _sent(mail_id, claim)
            did["sent"] += 1
    _forget_old()
    return dict(did)


def _claim() -> tuple[int, str, Letter] | None:
    now = clock.now()
    is_due = or_(
        (Mail.state == MailState.WAITING) & (Mail.next_try_at <= now),
        (Mail.state == MailState.SENDING) & (Mail.claimed_at < now - LEASE),
    )
    query = select(Mail).where(is_due).order_by(Mail.next_try_at, Mail.id).limit(1)
    if db.session.scalar(query.with_only_columns(Mail.id)) is None:
        db.session.rollback()
        return None
    with unit_of_work():
        mail = db.session.scalar(query.with_for_update(skip_locked=True))
        if mail is None:
            return None
        mail.state, mail.claim, mail.claimed_at = MailState.SENDING, secrets.token_hex(16), now
        mail.attempts += 1
        return mail.id, mail.claim, Letter(
            mail.to_name, mail.to_address, mail.subject, mail.text, mail.html, mail.message_id
        )  # fmt: skip


def _sent(mail_id: int, claim: str) -> None:
    with unit_of_work():
        db.session.execute(
            update(Mail).where(Mail.id == mail_id, Mail.claim == claim)
            .values(state=MailState.SENT, sent_at=clock.now(), error=None)
        )  # fmt: skip


def _failed(mail_id: int, claim: str, error: NotSent) -> str:
    """Note why, and when it is tried again; what became of it: "postponed" or "failed"."""
    kept = {"msgid": error.why.msgid, "params": {k: str(v) for k, v in error.why.params.items()}}
    with unit_of_work():
        mail = db.session.scalar(select(Mail).where(Mail.id == mail_id, Mail.claim == claim))
        if mail is None:  # somebody else has it by now
            return "postponed"
        pause = None if error.is_final else next_pause(mail.attempts)
        mail.error, mail.state = kept, MailState.FAILED if pause is None else MailState.WAITING
        mail.next_try_at = clock.now() + (pause or timedelta())
        return "failed" if pause is None else "postponed"


def _forget_old() -> None:
    """What a mail said is not kept for ever; that it was sent, and when, is."""
    is_old = (Mail.state == MailState.SENT) & (Mail.sent_at < clock.now() - KEPT) & (Mail.text != "")
    if db.session.scalar(select(Mail.id).where(is_old).limit(1)) is not None:
        with unit_of_work():
            db.session.execute(update(Mail).where(is_old).values(text="", html=""))
