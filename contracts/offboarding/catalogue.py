"""The firm's list of steps: those that ship, each replaced by the firm's own of the same key, and the firm's further ones."""

import tomllib
from collections import defaultdict
from collections.abc import Collection
from functools import cache
from pathlib import Path

from sqlalchemy import select

from contracts.offboarding.models import EndStep
from contracts.offboarding.steps import Step, most_critical
from contracts.register.models import contract_service
from core.db import db
from core.phrases import Wording
from vendors.services.models import BusinessFunction, Service, service_function
from vendors.services.rules import Criticality, ServiceKind


@cache
def shipped() -> tuple[Step, ...]:
    """The steps in `steps.toml` beside this module."""
    data = tomllib.loads((Path(__file__).parent / "steps.toml").read_text(encoding="utf-8"))
    return tuple(
        Step(
            row["key"],
            Wording(row["name"]["zh"], row["name"]["en"]),
            row["days"],
            frozenset(ServiceKind(kind) for kind in row.get("kinds", ())),
            Criticality(row.get("from", Criticality.ORDINARY)),
            tuple(row.get("after", ())),
        )
        for row in data["step"]
    )


def own_steps() -> dict[str, EndStep]:
    return {row.key: row for row in db.session.scalars(select(EndStep).order_by(EndStep.id))}


def steps() -> list[Step]:
    """Every step, also those switched off, in the order of their days."""
    own = own_steps()
    found = {step.key: step for step in shipped()} | {key: row.step for key, row in own.items()}
    return sorted(found.values(), key=lambda step: (step.days, step.key))


def steps_of(contract_ids: Collection[int]) -> dict[int, list[Step]]:
    """The steps that apply to each of these contracts, by what its services are and how critical. Three queries."""
    listed = [step for step in steps() if not step.is_off]
    kinds: dict[int, set[ServiceKind]] = defaultdict(set)
    critical: dict[int, set[Criticality]] = defaultdict(set)
    services = (
        select(contract_service.c.contract_id, Service.kind)
        .join(Service, Service.id == contract_service.c.service_id)
        .where(contract_service.c.contract_id.in_(contract_ids))
    )
    for row in db.session.execute(services):
        kinds[row.contract_id].add(row.kind)
    functions = (
        select(contract_service.c.contract_id, BusinessFunction.criticality)
        .join(service_function, service_function.c.service_id == contract_service.c.service_id)
        .join(BusinessFunction, BusinessFunction.id == service_function.c.function_id)
        .where(contract_service.c.contract_id.in_(contract_ids))
        .distinct()
    )
    for row in db.session.execute(functions):
        critical[row.contract_id].add(row.criticality)
    return {
        key: [step for step in listed if step.applies_to(kinds[key], most_critical(critical[key]))]
        for key in contract_ids
    }
