"""The sample firm's checks before signing: one that passes no limit, one that waits for who was named to decide."""

from collections.abc import Iterator

from sqlalchemy import delete, exists, select

from core import clock
from core.auth.models import User
from core.auth.rules import Role
from core.db import db
from core.demo.operations import Context
from vendors.concentration.bases import bases, basis_named
from vendors.concentration.dimensions import Dimension
from vendors.concentration.functions import CRITICAL_FUNCTIONS
from vendors.concentration.queries import figures, known_names
from vendors.proposals import operations
from vendors.proposals.assessing import assess
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Assessment, Proposed
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import BusinessFunction
from vendors.services.rules import Criticality, ServiceKind

TRIES = 6
"""Proposals that are weighed until one tells the story."""
SMALL, LARGE = 24_000_000, 960_000_000


class ProposalsPart:
    """Two checks, after the firm's vendors, services and contracts stand."""

    def load(self, context: Context) -> None:
        people: dict[Role, list[User]] = context.made.get("people", {})
        askers, deciders = people.get(Role.PROCUREMENT, [])[-1:], people.get(Role.COMPLIANCE, [])[:1]
        if not askers or not deciders or askers[0].id == deciders[0].id:
            return
        for told, is_passed in ((_apart(), False), (_leaning(), True)):
            for proposed in told:
                found = assess(proposed, clock.today())
                if bool(found.breaches) is is_passed:
                    _keep(proposed, found, askers[0], deciders[0])
                    break

    def remove(self) -> dict[str, int]:
        count = len(db.session.scalars(select(Proposal.id).where(Proposal.is_sample)).all())
        db.session.execute(delete(Proposal).where(Proposal.is_sample))
        return {"checks before signing": count}

    def exists(self) -> bool:
        return bool(db.session.scalar(select(exists().where(Proposal.is_sample))))

    def has_real_data(self) -> bool:
        return False  # never without vendors, which tell


def _keep(proposed: Proposed, found: Assessment, asker: User, decider: User) -> None:
    kept = operations.keep_proposal(proposed, found, approver_id=decider.id, draft_id=None, by=asker)
    kept.is_sample = True
    db.session.flush()


def _apart() -> Iterator[Proposed]:
    """A little advice from somebody the firm hardly leans on."""
    names, lines = known_names(), figures(clock.today(), Dimension.GROUP, bases()[0]).lines
    leans_on = {line.party: line.weight for line in lines}
    active = select(Vendor.id).where(Vendor.is_sample, Vendor.status == VendorStatus.ACTIVE, Vendor.country == "TW")
    vendors = [each for each in db.session.scalars(active.order_by(Vendor.id)) if each not in names.outside]
    for vendor_id in sorted(vendors, key=lambda each: leans_on.get(names.party(each), 0))[:TRIES]:
        yield Proposed(
            "資安健診與教育訓練", vendor_id, kind=ServiceKind.CONSULTING.value, country="TW", twd_minor=SMALL
        )


def _leaning() -> Iterator[Proposed]:
    """One core function more on those who carry the most."""
    core = (
        select(BusinessFunction).where(BusinessFunction.criticality == Criticality.CORE).order_by(BusinessFunction.id)
    )
    functions = list(db.session.scalars(core))
    for line in _ranking()[:2]:
        vendor_id = next(iter(known_names().members(line)), None)
        for function in functions[: TRIES // 2] if vendor_id is not None else ():
            yield Proposed(
                f"{function.name}備援代管", vendor_id, kind=ServiceKind.DATA_CENTRE.value, country="TW",
                function_ids=(function.id,), twd_minor=LARGE,
            )  # fmt: skip


def _ranking() -> list[str]:
    """Vendors' groups by the critical functions they carry, the largest first."""
    found = figures(clock.today(), Dimension.GROUP, basis_named(CRITICAL_FUNCTIONS.name))
    names, sample = known_names(), set(db.session.scalars(select(Vendor.id).where(Vendor.is_sample)))
    return [line.party for line in found.lines if sample & set(names.members(line.party))]
