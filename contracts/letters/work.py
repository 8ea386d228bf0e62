"""Letters to vendors that wait: to be sent, or for an answer."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from contracts.letters.models import Letter
from contracts.letters.queries import WAITING
from contracts.register.queries import VENDOR_NAME
from core.db import db
from core.my_work import Task
from core.my_work.registry import Owners
from core.phrases import N_, phrase
from vendors.register.models import Vendor


def letters(as_of: date, owners: Owners) -> Iterator[Task]:
    query = (
        select(Letter.id, Letter.reference, Letter.dated_on, Letter.reply_by, Letter.sent_on, Letter.drafted_by_id,
               VENDOR_NAME.label("vendor"))
        .join(Vendor, Letter.vendor_id == Vendor.id)
        .where(WAITING, owners.answer_for(Letter.drafted_by_id, Letter.reply_by))
    )  # fmt: skip
    for row in db.session.execute(query):
        if row.sent_on is None:
            step, words, due_on = "send", N_("Send letter %(reference)s"), row.dated_on
        elif row.reply_by < as_of:
            step, words, due_on = "answer", N_("Press for the answer to letter %(reference)s"), row.reply_by
        else:
            step, words, due_on = "answer", N_("See whether letter %(reference)s was answered"), row.reply_by
        yield Task(
            f"letter:{row.id}:{step}", phrase(words, reference=row.reference), due_on, "contracts.letters.show",
            {"letter_id": row.id}, row.vendor, row.drafted_by_id,
        )  # fmt: skip
