"""Reads of mail: the list, and how the outbox stands."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from core.db import db
from core.i18n import say
from core.outbox.models import Mail
from core.outbox.rules import MAIL_STATE_NAMES, TONES, MailState
from core.web.listing import Column, Filter, Kind, Listing, Status, attribute_choices


def tally() -> Mapping[MailState, int]:
    """How many mails are in which state."""
    query = select(Mail.state, func.count().label("mails")).group_by(Mail.state)
    found = {row.state: row.mails for row in db.session.execute(query)}
    return {state: found.get(state, 0) for state in MailState}


def mails() -> Listing:
    """To whom mail went or goes and what came of it; never what it says, which is the reader's own."""
    return Listing(
        name="outgoing-mail",
        title=gettext("Outgoing mail"),
        statement=select(Mail),
        tiebreak=Mail.id,
        search=(Mail.to_name, Mail.to_address, Mail.subject),
        default_sort="-created_at",
        filters=[
            Filter("state", gettext("State"), attribute_choices(MAIL_STATE_NAMES), lambda v: Mail.state == MailState(v))
        ],
        columns=[
            Column("created_at", _l("Written"), lambda m: m.created_at, Kind.INSTANT, sort=Mail.created_at,
                   url=lambda m: url_for("core.outbox.show", mail_id=m.id)),
            Column("to", _l("To"), lambda m: f"{m.to_name} <{m.to_address}>", sort=Mail.to_name),
            Column("subject", _l("Subject line"), lambda m: m.subject, sort=Mail.subject),
            Column("state", _l("State"), lambda m: Status(say(MAIL_STATE_NAMES[m.state]), TONES[m.state]), Kind.STATUS,
                   sort=Mail.state),
            Column("attempts", _l("Attempts"), lambda m: m.attempts, Kind.NUMBER, sort=Mail.attempts, is_minor=True),
            Column("sent_at", _l("Sent"), lambda m: m.sent_at, Kind.INSTANT, sort=Mail.sent_at),
            Column("why", _l("Not sent because"), lambda m: m.why, is_minor=True),
        ],
    )  # fmt: skip
