"""What a contract's end leaves behind it: accounts that other contracts need, how things of ours ended, confidentiality."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from contracts.assets.models import AssetEnd
from contracts.assets.rules import MUST_END_NAMES, SANITIZATION_NAMES
from contracts.facts import queries as facts
from contracts.facts.rules import FactKind
from contracts.facts.shown import shown
from contracts.offboarding.models import OffboardingTask
from contracts.offboarding.planning import ASSET_TASKS, plan_of
from contracts.offboarding.rules import task_key
from contracts.register.models import Contract
from core.db import db
from core.phrases import N_, Phrase, phrase

Parts = Mapping[int, Sequence[AssetEnd]]
"""By asset, what became of it, part by part."""


def parts_of(tasks: Iterable[OffboardingTask]) -> Parts:
    """How the assets of these tasks ended, what was taken back left out; one query."""
    ids = {task.item_id for task in tasks if task.kind in ASSET_TASKS.values()}
    found: dict[int, list[AssetEnd]] = defaultdict(list)
    if ids:
        query = select(AssetEnd).where(AssetEnd.asset_id.in_(ids), AssetEnd.undone_at.is_(None))
        for part in db.session.scalars(query.order_by(AssetEnd.done_on, AssetEnd.id)):
            found[part.asset_id].append(part)
    return found


def how_it_ended(part: AssetEnd) -> list[Phrase]:
    """One part of an asset in words: how many, when; by what method, with what certificate; who took it over."""
    says = phrase(
        N_("%(how)s: %(n)s on %(day)s"), how=phrase(MUST_END_NAMES[part.how]), n=part.quantity, day=part.done_on
    )
    found = [says]
    if part.method:
        found.append(phrase(SANITIZATION_NAMES[part.method]))
    if part.certificate:
        found.append(phrase(N_("Certificate of destruction: %(number)s"), number=part.certificate))
    if part.receiver:
        found.append(phrase(N_("Handed over to %(name)s"), name=part.receiver))
    return found


def left_to_others(contract_id: int, today: date) -> list[tuple[str, Phrase]]:
    """The live accounts that the end of this contract leaves alone, and which other contract needs them."""
    held, planned = plan_of(contract_id, today)
    why = [(item.label, planned.left_alone.get(task_key(contract_id, item.kind, item.id))) for item in held]
    return [(label, reason) for label, reason in why if reason is not None]


def confidentiality(contract: Contract) -> Phrase:
    """How long confidentiality goes on after the end: as people confirmed it, else as the papers were read."""
    for each in facts.confirmed(contract.id, FactKind.SURVIVAL):
        return phrase(N_("%(how_long)s, as confirmed from the contract's papers"), how_long=shown(each.value))
    offered = facts.facts_page(contract).offers.get(FactKind.SURVIVAL, ())
    for offer in [each for each in offered if not each.is_superseded]:
        says = N_("%(how_long)s, as read in %(paper)s on page %(page)s; nobody confirmed it yet")
        return phrase(says, how_long=shown(offer.fact.value), paper=offer.paper.name, page=offer.fact.page)
    return phrase(N_("No paper of this contract says how long; agree on it with the vendor."))
