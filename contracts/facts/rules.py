"""The facts a contract's papers can state, and one fact with the words it rests on."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from contracts.facts.values import Value, kept
from core.phrases import N_


class FactKind(StrEnum):
    """What a fact is about, in the order in which a person looks them over."""

    TITLE = "title"
    NUMBER = "number"
    PARTY = "party"
    SIGNED_ON = "signed_on"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    TERM = "term"
    RENEWAL = "renewal"
    NOTICE = "notice"
    VALUE = "value"
    PAYMENT = "payment"
    PAYMENT_TERM = "payment_term"
    AVAILABILITY = "availability"
    RESPONSE = "response"
    REPAIR = "repair"
    INCIDENT_NOTICE = "incident_notice"
    PENALTY = "penalty"
    PENALTY_CAP = "penalty_cap"
    LIABILITY_CAP = "liability_cap"
    WARRANTY = "warranty"
    SURVIVAL = "survival"
    GOVERNING_LAW = "governing_law"
    COURT = "court"
    ARBITRATION = "arbitration"


FACT_NAMES = {
    FactKind.TITLE: N_("Title"),
    FactKind.NUMBER: N_("Contract number"),
    FactKind.PARTY: N_("Contract party"),
    FactKind.SIGNED_ON: N_("Signed on"),
    FactKind.STARTS_ON: N_("Starts on"),
    FactKind.ENDS_ON: N_("Ends on"),
    FactKind.TERM: N_("Length of the term"),
    FactKind.RENEWAL: N_("Renewal"),
    FactKind.NOTICE: N_("Notice before the end"),
    FactKind.VALUE: N_("Value"),
    FactKind.PAYMENT: N_("Payment rhythm"),
    FactKind.PAYMENT_TERM: N_("Time to pay"),
    FactKind.AVAILABILITY: N_("Availability"),
    FactKind.RESPONSE: N_("Response time"),
    FactKind.REPAIR: N_("Repair time"),
    FactKind.INCIDENT_NOTICE: N_("Incident notice"),
    FactKind.PENALTY: N_("Penalty rate"),
    FactKind.PENALTY_CAP: N_("Penalty limit"),
    FactKind.LIABILITY_CAP: N_("Liability limit"),
    FactKind.WARRANTY: N_("Warranty"),
    FactKind.SURVIVAL: N_("Confidentiality after the end"),
    FactKind.GOVERNING_LAW: N_("Governing law"),
    FactKind.COURT: N_("Court"),
    FactKind.ARBITRATION: N_("Arbitration"),
}

REGISTERED = (
    FactKind.TITLE, FactKind.NUMBER, FactKind.SIGNED_ON, FactKind.STARTS_ON, FactKind.ENDS_ON, FactKind.RENEWAL,
    FactKind.NOTICE, FactKind.VALUE,
)  # fmt: skip
"""Those that the register of contracts has a field for."""

MANY = frozenset({
    FactKind.PARTY, FactKind.PAYMENT, FactKind.AVAILABILITY, FactKind.RESPONSE, FactKind.REPAIR,
    FactKind.INCIDENT_NOTICE, FactKind.PENALTY, FactKind.WARRANTY,
})  # fmt: skip
"""Those of which a contract can state several at once; of the others only one can be true."""

SURE = 0.75
"""From here on a reading is taken for what the paper says; below it is offered as a possibility."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One reading: `text[start:end]` of its paper, beginning on `page`, are the words it rests on.

    `score` 0..1 is how sure the reading is; `about` says which of several it is, in the paper's words (a fault class, "from
    acceptance"); `is_derived` marks what was reckoned from the words rather than read in them (start and two years).
    """

    kind: FactKind
    value: Value
    start: int
    end: int
    page: int
    text: str
    score: float
    about: str = ""
    is_derived: bool = False

    @property
    def key(self) -> str:
        """By which a form names this reading; the same words of the same paper always have the same key."""
        words = f"{self.kind}|{sorted(kept(self.value).items())}|{self.start}|{self.end}|{self.about}"
        return hashlib.sha256(words.encode()).hexdigest()[:12]
