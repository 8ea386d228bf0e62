"""Changes to the firm's list of steps. Each is called inside a unit of work; plans that are open follow with the next tick."""

import secrets
from collections.abc import Collection

from contracts.offboarding.catalogue import own_steps, shipped, steps
from contracts.offboarding.models import EndStep
from contracts.offboarding.steps import Step, check_step
from core.audit import record
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_
from vendors.services.rules import Criticality, ServiceKind


def save_step(
    key: str,
    *,
    name_zh: str,
    name_en: str,
    days: int,
    kinds: Collection[str],
    least: Criticality,
    after: Collection[str],
    is_off: bool,
    version: int | str | None = None,
    by: User,
) -> EndStep:
    """Change a step, one that ships or one of the firm's own; an empty key adds one."""
    known = {step.key: step for step in steps()}
    kept = own_steps().get(key)
    if key and key not in known:
        raise Refused(N_("There is no step “%(key)s”."), key=key)
    if kept is not None:
        check_version(kept, version)
    before = known.get(key)
    own = kept or EndStep(key=key or f"own_{secrets.token_hex(4)}")
    own.name_zh, own.name_en, own.days, own.is_off = name_zh.strip(), name_en.strip(), days, is_off
    own.kinds, own.least, own.after = sorted(ServiceKind(kind) for kind in kinds), least, sorted(set(after))
    check_step(own.step, [step for step in known.values() if step.key != own.key])
    db.session.add(own)
    db.session.flush()
    record("contracts:step:save", own, by=by, **_changes(before, own.step))
    return own


def drop_own_step(own: EndStep, *, by: User) -> None:
    """What ships holds again, or the firm's own step is gone; tasks that are done stay. Refused while another waits for it."""
    is_shipped = any(step.key == own.key for step in shipped())
    waiting = [step for step in steps() if own.key in step.after and step.key != own.key]
    if waiting and not is_shipped:
        raise Refused(N_("“%(name)s” waits for this step; change that one first."), name=waiting[0].name)
    record("contracts:step:drop", own, by=by, label=own.name_zh)
    db.session.delete(own)
    db.session.flush()


def _changes(before: Step | None, now: Step) -> dict[str, object]:
    def shown(step: Step | None) -> dict[str, object]:
        if step is None:
            return dict.fromkeys(("label", "days_from_end", "service_kinds", "least", "after", "is_off"))
        return {
            "label": step.name.zh, "days_from_end": step.days, "service_kinds": ", ".join(sorted(step.kinds)),
            "least": step.least, "after": ", ".join(step.after), "is_off": step.is_off,
        }  # fmt: skip

    old, new = shown(before), shown(now)
    return {field: (old[field], new[field]) for field in new}
