"""What our own records say of what a questionnaire asks: incidents, service levels, certificates, recovery tests.

Features that come later register what they know; the reviewer reads it beside the vendor's answer, and is told where the
two do not agree. It scores nothing by itself: somebody decides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext

from core.auth.guard import may
from core.i18n import say
from core.phrases import N_, Phrase, counted, phrase
from core.web.listing import Column, Kind, Status
from vendors.assessments.questionnaire import Questionnaire


@dataclass(frozen=True)
class OwnRecord:
    """A fact of ours. `section` and `question` as the questionnaire names them; a questionnaire without that question
    shows it with the section's, one without the section after all others.

    A number below `least` or above `most`, and an answer among `unlike`, do not agree with it.
    """

    section: str
    says: Phrase
    url: str
    question: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    unlike: frozenset[str] = frozenset()

    def contradicts(self, value: str) -> bool:
        """Whether an answer as it is kept says otherwise; no answer says nothing."""
        if not value:
            return False
        if value in self.unlike:
            return True
        try:
            number = Decimal(0) if value == "none" else Decimal(value)
        except InvalidOperation:
            return False
        return (self.least is not None and number < self.least) or (self.most is not None and number > self.most)


Source = Callable[[int, date], Iterable[OwnRecord]]
"""(vendor, day) → what is on record of it; a query or two."""


def register_own_records(app: Flask, permission: str, source: Source) -> None:
    """`permission`: who may read what it tells."""
    app.extensions.setdefault("own_records", []).append((permission, source))


@dataclass(frozen=True)
class Beside:
    """What stands beside the questions, beside the sections, and of neither."""

    questions: dict[str, list[OwnRecord]]
    sections: dict[str, list[OwnRecord]]
    others: list[OwnRecord]

    @property
    def every(self) -> list[OwnRecord]:
        return [each for part in (*self.questions.values(), *self.sections.values(), self.others) for each in part]


def beside(vendor_id: int, questionnaire: Questionnaire, as_of: date, may_read: Callable[[str], bool] = may) -> Beside:
    """Our records where this questionnaire asks about them, as far as the reader may see them."""
    asked = {question.id for question in questionnaire}
    sections = {section.id for section in questionnaire.sections}
    found = Beside({}, {}, [])
    for permission, source in current_app.extensions.get("own_records", []):
        for each in source(vendor_id, as_of) if may_read(permission) else ():
            if each.question in asked:
                found.questions.setdefault(each.question, []).append(each)
            elif each.section in sections:
                found.sections.setdefault(each.section, []).append(each)
            else:
                found.others.append(each)
    return found


def contradictions(found: Beside, said: Mapping[str, Any]) -> list[str]:
    """The questions whose answer does not agree with what we have on record."""
    return [
        name
        for name, records in found.questions.items()
        if name in said and any(each.contradicts(said[name].value) for each in records)
    ]


def record_columns(questionnaire: Questionnaire, said: Mapping[str, Any]) -> list[Column]:
    """Our records as a sheet of the assessment's workbook."""
    numbers = {question.id: question.number for question in questionnaire}
    titles = {section.id: section.title for section in questionnaire.sections}

    def agrees(record: OwnRecord) -> Status | None:
        if record.question not in said or not said[record.question].value:
            return None
        is_other = record.contradicts(said[record.question].value)
        return Status(gettext("Does not agree"), "warn") if is_other else Status(gettext("Agrees"), "good")

    return [
        Column("section", gettext("Area"), lambda r: say(titles[r.section]) if r.section in titles else None),
        Column("question", gettext("Questionnaire item"), lambda r: numbers.get(r.question), Kind.NUMBER),
        Column("says", gettext("Our records"), lambda r: r.says),
        Column("agrees", gettext("With the answer"), agrees, Kind.STATUS),
        Column("place", gettext("Kept under"), lambda r: r.url),
    ]


DISAGREE = (
    N_("%(n)s answer does not agree with our own records; look at it before you accept it."),
    N_("%(n)s answers do not agree with our own records; look at them before you accept them."),
)


def warning(found: Beside, said: Mapping[str, Any]) -> Phrase | None:
    """What the reviewer is told first."""
    count = len(contradictions(found, said))
    return phrase(counted(count, *DISAGREE), n=count) if count else None
