"""A change of what a vendor delivers: how grave it is by the firm's matrix, who may approve it, what becomes of it. Pure.

Source: CC-19000 (四) 7: the firm assesses the risk of changes to what its providers deliver.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.phrases import N_, Phrase, Wording, phrase


class ChangeState(StrEnum):
    """From what is asked for to what was seen after it was made."""

    ASKED = "asked"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    REVIEWED = "reviewed"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    ChangeState.ASKED: N_("To be assessed"),
    ChangeState.WAITING: N_("Waits for approval"),
    ChangeState.APPROVED: N_("Approved"),
    ChangeState.REFUSED: N_("Refused"),
    ChangeState.REVIEWED: N_("Reviewed after it was made"),
    ChangeState.WITHDRAWN: N_("Withdrawn"),
}
STATE_TONES = {
    ChangeState.ASKED: "warn",
    ChangeState.WAITING: "warn",
    ChangeState.APPROVED: "info",
    ChangeState.REFUSED: "bad",
    ChangeState.REVIEWED: "good",
    ChangeState.WITHDRAWN: "muted",
}
OPEN = (ChangeState.ASKED, ChangeState.WAITING)


class Result(StrEnum):
    """What the look after a change showed."""

    AS_PLANNED = "as_planned"
    DEVIATED = "deviated"
    TAKEN_BACK = "taken_back"


RESULT_NAMES = {
    Result.AS_PLANNED: N_("As planned"),
    Result.DEVIATED: N_("Otherwise than planned"),
    Result.TAKEN_BACK: N_("Undone"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of change and what it touches: clauses to look at again, evidence that falls behind, concentration."""

    id: str
    name: Wording
    clauses: tuple[str, ...] = ()
    tests: bool = False
    concentration: bool = False


@dataclass(frozen=True)
class Grade:
    """A level of risk: who approves (roles), and how many of them."""

    id: str
    name: Wording
    tone: str
    roles: frozenset[str]
    people: int


@dataclass(frozen=True)
class Policy:
    """`matrix[likelihood][impact]` is a level's id; both count from 0, the least first."""

    kinds: tuple[Kind, ...]
    likelihood: tuple[Wording, ...]
    impact: tuple[Wording, ...]
    matrix: tuple[tuple[str, ...], ...]
    levels: tuple[Grade, ...]
    review_days: int

    def level_of(self, likelihood: int, impact: int) -> Grade:
        return self.level(self.matrix[likelihood][impact])

    def level(self, level_id: str) -> Grade:
        """A level by its id; the gravest, where the policy names it no more."""
        return next((each for each in self.levels if each.id == level_id), self.levels[-1])

    def kind_name(self, kind_id: str) -> Wording:
        return next((each.name for each in self.kinds if each.id == kind_id), Wording(kind_id, kind_id))

    def chosen(self, ids: Collection[str]) -> tuple[Kind, ...]:
        return tuple(each for each in self.kinds if each.id in ids)


def approver_fault(
    level: Grade, *, roles: Collection[str], person: int, asked_by: int | None, assessed_by: int | None,
    approved_by: Collection[int],
) -> Phrase | None:  # fmt: skip
    """Why somebody may not approve; None where they may."""
    if person in (asked_by, assessed_by):
        return phrase(N_("Somebody else than who asked for it or assessed it approves it."))
    if person in approved_by:
        return phrase(N_("You have approved it already; somebody else is needed besides."))
    if not level.roles & set(roles):
        return phrase(N_("At this level of risk your role does not approve."))
    return None


# --- what a change would touch ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """What is known of a change, for those who tell what it touches. `service_ids`: the service that changes, or all of
    the vendor's."""

    vendor_id: int
    service_id: int | None
    service_ids: frozenset[int]
    kinds: frozenset[str]
    clauses: tuple[str, ...]
    tests: bool
    subcontractor_id: int | None = None
    country: str = ""
    release: str = ""


@dataclass(frozen=True)
class Touched:
    """One thing that a change touches, with why and where it is shown."""

    label: Phrase | Wording | str
    says: Phrase | Wording | str = ""
    path: str = ""
    tone: str = "muted"


@dataclass(frozen=True)
class Effect:
    """One kind of effect. `count` is how many there are where `items` are the first few."""

    name: str
    title: str
    items: tuple[Touched, ...]
    count: int
    says: Phrase | None = None


# --- what the register noticed ---------------------------------------------------------------------------------------


class Field(StrEnum):
    """What changed in the register."""

    SUBCONTRACTOR = "subcontractor"
    PROCESSING = "processing_country"
    STORAGE = "storage_country"
    CLOUD = "cloud_provider"
    REGION = "cloud_region"
    GROUP = "group"


FIELD_NAMES = {
    Field.SUBCONTRACTOR: N_("Subcontractor"),
    Field.PROCESSING: N_("Country of processing"),
    Field.STORAGE: N_("Country of storage"),
    Field.CLOUD: N_("Cloud provider"),
    Field.REGION: N_("Cloud region"),
    Field.GROUP: N_("Group"),
}
KINDS = {Field.SUBCONTRACTOR: "subcontractor", Field.GROUP: "ownership"}
"""The kind of change that covers a field; the others are changes of place."""


def kind_of(field: Field) -> str:
    return KINDS.get(field, "place")


# --- how a vendor stands ---------------------------------------------------------------------------------------------


class Stands(StrEnum):
    """The worst first."""

    UNASSESSED = "unassessed"
    UNAPPROVED = "unapproved"
    REVIEW_LATE = "review_late"
    REVIEW_SOON = "review_soon"
    UNDER_WAY = "under_way"
    ASSESSED = "assessed"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Known:
    """A change as columns."""

    change_id: int
    title: str
    state: ChangeState
    planned_on: date
    review_on: date | None


SOON = timedelta(days=14)


def stands(
    noticed: Sequence[str], changes: Sequence[Known], today: date
) -> tuple[Stands, Phrase, date | None, int | None]:
    """How a vendor stands with its changes: (standing, why, by when, the change spoken of). `noticed`: what changed in
    the register and no approved assessment covers."""
    if noticed:
        why = phrase(N_("Changed without an approved assessment: %(what)s."), what="、".join(noticed[:4]))
        return Stands.UNASSESSED, why, today, None
    late = [c for c in changes if c.state in OPEN and c.planned_on <= today]
    if late:
        one = min(late, key=lambda c: c.planned_on)
        why = phrase(
            N_("“%(title)s” takes effect on %(day)s and is not approved."), title=one.title, day=one.planned_on
        )
        return Stands.UNAPPROVED, why, one.planned_on, one.change_id
    due = sorted((c.review_on, c.change_id, c) for c in changes if c.state is ChangeState.APPROVED and c.review_on)
    if due and due[0][0] <= today + SOON:
        day, _, one = due[0]
        why = phrase(N_("“%(title)s” was approved and is to be reviewed by %(day)s."), title=one.title, day=day)
        return (Stands.REVIEW_LATE if day < today else Stands.REVIEW_SOON), why, day, one.change_id
    waiting = [c for c in changes if c.state in OPEN]
    if waiting:
        one = min(waiting, key=lambda c: c.planned_on)
        why = phrase(
            N_("“%(title)s” is being assessed, before it takes effect on %(day)s."), title=one.title, day=one.planned_on
        )
        return Stands.UNDER_WAY, why, one.planned_on, one.change_id
    settled = [c for c in changes if c.state in (ChangeState.APPROVED, ChangeState.REVIEWED, ChangeState.REFUSED)]
    if settled:
        why = phrase(N_("Every change on record was assessed and decided: %(n)s."), n=len(settled))
        return Stands.ASSESSED, why, due[0][0] if due else None, max(c.change_id for c in settled)
    return (
        Stands.NOTHING,
        phrase(N_("No change of what it delivers is on record, neither asked for nor noticed.")),
        None,
        None,
    )
