"""Writing mail into the outbox and trying a failed one again. Each is called inside a unit of work; none sends."""

import hashlib

from flask import current_app
from sqlalchemy.dialects import postgresql, sqlite

from core import clock
from core.audit import record
from core.auth.models import User
from core.db import db
from core.errors import Refused
from core.outbox.models import Mail
from core.outbox.rules import MailState
from core.phrases import N_


def is_set_up() -> bool:
    """Whether this installation can send mail at all."""
    return bool(current_app.config["SETTINGS"].smtp_host)


def post(*, key: str, to: User, subject: str, text: str, html: str = "") -> int | None:
    """Put a mail into the outbox; its id, or None where one of that key is there already (it is made once)."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(Mail)
        .values(
            key=key, message_id=message_id(key), user_id=to.id, to_name=to.name, to_address=to.email,
            subject=" ".join(subject.split())[:300], text=text, html=html, state=MailState.WAITING, attempts=0,
            next_try_at=clock.now(), claim="", created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Mail.id)
    )  # fmt: skip
    made: int | None = db.session.scalar(statement)
    return made


def message_id(key: str) -> str:
    """RFC 5322, 3.6.4: the same for every attempt at this mail, so that a second copy is known as one."""
    settings = current_app.config["SETTINGS"]
    digest = hashlib.sha256(f"{settings.secret_key}:{key}".encode()).hexdigest()[:40]
    return f"<{digest}@{settings.mail_from.rpartition('@')[2].rstrip('>') or 'localhost'}>"


def retry(mail: Mail, *, by: User) -> Mail:
    """Try a mail that was given up once more, from the start."""
    if mail.state is not MailState.FAILED:
        raise Refused(N_("Only a mail that failed is tried again by hand."))
    record("mail:message:retry", mail, by=by, attempts=mail.attempts)
    mail.state, mail.attempts, mail.next_try_at, mail.error = MailState.WAITING, 0, clock.now(), None
    return mail
