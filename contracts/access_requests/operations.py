"""The steps of a request for access. Each is called inside a unit of work; none commits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from contracts.access import operations as access
from contracts.access.events import AccessChanged
from contracts.access.models import AccessGrant
from contracts.access.rules import RIGHTS, check_limit, read_sources
from contracts.access_requests.models import AccessRequest
from contracts.access_requests.rules import RequestState, check_carrying_out, check_decision, check_withdrawal
from contracts.register.models import Contract
from contracts.register.standings import standing_of
from core import clock
from core.audit import record
from core.audit.rules import plain
from core.auth.models import User
from core.db import check_version, db
from core.errors import Refused
from core.phrases import N_, kept, phrase

OPEN = (RequestState.ASKED, RequestState.APPROVED)


def ask_access(
    contract: Contract, *, purpose: str, by: User, also_for: Iterable[int] = (), **rights: Any
) -> AccessRequest:
    """Ask for a new way in under a contract. Raises Refused where it would outlive the contract, or the contract is over."""
    values, others = _checked(contract, also_for, rights)
    request = AccessRequest(contract_id=contract.id, is_change=False, before={}, also_for=others, **values)
    return _asked(request, purpose, by)


def ask_change(
    grant: AccessGrant, *, purpose: str, by: User, also_for: Iterable[int] = (),
    version: int | str | None = None, **rights: Any,
) -> AccessRequest:  # fmt: skip
    """Ask that a way in allows something else, or ends on another day, or serves further contracts."""
    check_version(grant, version)
    if grant.revoked_on is not None:
        raise Refused(N_("This access was revoked on %(day)s; nothing more is changed in it."), day=grant.revoked_on)
    query = select(AccessRequest.id).where(AccessRequest.grant_id == grant.id, AccessRequest.state.in_(OPEN))
    if db.session.scalar(query) is not None:
        raise Refused(N_("A change of this access is asked for already; see to that request first."))
    values, others = _checked(grant.contract, also_for, rights)
    values["account"] = values["account"] or grant.account
    before = _standing(grant)
    if before == {key: plain(value) for key, value in values.items()} | {"also_for": others}:
        raise Refused(N_("Nothing would change."))
    request = AccessRequest(
        contract_id=grant.contract_id, grant_id=grant.id, is_change=True, before=before, also_for=others, **values
    )
    return _asked(request, purpose, by)


def decide(
    request: AccessRequest, *, approve: bool, note: str = "", version: int | str | None = None, by: User
) -> AccessRequest:
    """Approve or refuse what somebody else asked for."""
    check_version(request, version)
    check_decision(request.asked, by.id, approve=approve, note=note)
    if approve:
        _check_still_fits(request)
    request.state = RequestState.APPROVED if approve else RequestState.REFUSED
    request.decided_by_id, request.decided_at, request.decision = by.id, clock.now(), note.strip()
    db.session.flush()
    record(f"contracts:request:{'approve' if approve else 'refuse'}", request, by=by, note=note.strip() or None)
    return request


def withdraw(request: AccessRequest, *, version: int | str | None = None, by: User) -> AccessRequest:
    check_version(request, version)
    check_withdrawal(request.asked, by.id)
    request.state = RequestState.WITHDRAWN
    db.session.flush()
    record("contracts:request:withdraw", request, by=by)
    return request


def carry_out(
    request: AccessRequest, *, granted_on: date, account: str = "", version: int | str | None = None, by: User
) -> AccessGrant:
    """The approved access was set up, or changed: the register follows, exactly as approved.

    `account`: its name, where the request left it open."""
    check_version(request, version)
    check_carrying_out(request.asked)
    _check_still_fits(request)
    values = {key: getattr(request, key) for key in RIGHTS} | {"account": request.account or account.strip()}
    if not values["account"]:
        raise Refused(N_("Name the account that was set up."), field="account")
    if request.is_change:
        grant = _change(request, values, by)
    else:
        if request.decided_at and granted_on < request.decided_at.astimezone(clock.zone()).date():
            raise Refused(
                N_("It was approved later than that; access is granted after it is approved."), field="granted_on"
            )
        grant = access.grant_access(
            request.contract, by=by, also_for=request.also_for, is_direct=False, granted_on=granted_on,
            note=request.purpose, **values,
        )  # fmt: skip
    request.grant_id, request.state = grant.id, RequestState.DONE
    request.done_by_id, request.done_at = by.id, clock.now()
    db.session.flush()
    record("contracts:request:carry_out", request, by=by, access=grant.name)
    return grant


def _change(request: AccessRequest, values: dict[str, Any], by: User) -> AccessGrant:
    """What was asked to be otherwise becomes so; what was not asked for stays as it is now, whoever put it right since."""
    grant = db.session.get_one(AccessGrant, request.grant_id)
    changed = {key: value for key, value in values.items() if plain(value) != request.before.get(key)}
    also_for = request.also_for
    if also_for == request.before.get("also_for"):
        also_for = [each.id for each in grant.also_for]
    return access.edit_access(grant, by=by, also_for=also_for, **changed)


def follow_access(event: AccessChanged) -> None:
    """Nothing is changed any more in a way in that was revoked: what was asked of it falls away."""
    query = (
        select(AccessRequest)
        .join(AccessGrant, AccessRequest.grant_id == AccessGrant.id)
        .where(AccessRequest.contract_id.in_(event.contract_ids), AccessRequest.state.in_(OPEN))
        .where(AccessRequest.is_change.is_(True), AccessGrant.revoked_on.is_not(None))
        .options(contains_eager(AccessRequest.grant))
    )
    for request in db.session.scalars(query).all():
        assert request.grant is not None
        why = phrase(
            N_("This access was revoked on %(day)s; nothing more is changed in it."), day=request.grant.revoked_on
        )
        request.state, request.fell_away = RequestState.LAPSED, kept(why)
        db.session.flush()
        record("contracts:request:lapse", request, by=None, reason=why)


def _asked(request: AccessRequest, purpose: str, by: User) -> AccessRequest:
    if not purpose.strip():
        raise Refused(N_("Say what it is needed for."), field="purpose")
    request.purpose, request.asked_by_id, request.asked_at = purpose.strip(), by.id, clock.now()
    request.state = RequestState.ASKED
    db.session.add(request)
    db.session.flush()
    shown = {key: getattr(request, key) for key in RIGHTS if getattr(request, key) not in (None, "", False)}
    if request.is_change:
        asked = {key: plain(getattr(request, key)) for key in RIGHTS}
        shown = {key: (request.before.get(key), now) for key, now in asked.items()}
    record("contracts:request:ask", request, by=by, purpose=request.purpose, **shown)
    return request


def _checked(contract: Contract, also_for: Iterable[int], rights: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
    values = {key: rights.get(key) for key in RIGHTS}
    for key in ("system", "account", "hours"):
        values[key] = (values[key] or "").strip()
    values["sources"] = read_sources(values["sources"] or "")
    values["is_remote"], values["two_factor"] = bool(values["is_remote"]), bool(values["two_factor"])
    if standing_of(contract, clock.today()).status.is_over:
        raise Refused(N_("The contract has ended; nobody gets access under it any more."))
    others = sorted(each.id for each in access.others_of(contract, also_for))
    limit = access.last_end(contract, others)
    values["expires_on"] = values["expires_on"] or limit
    if values["expires_on"] is not None and values["expires_on"] < clock.today():
        raise Refused(N_("This day has passed."), field="expires_on")
    check_limit(values["expires_on"], limit)
    return values, others


def _check_still_fits(request: AccessRequest) -> None:
    """The contract may have been cut short since it was asked for."""
    if standing_of(request.contract, clock.today()).status.is_over:
        raise Refused(N_("The contract has ended; nobody gets access under it any more."))
    limit = access.last_end(request.contract, request.also_for)
    if request.expires_on is not None and limit is not None and request.expires_on > limit:
        raise Refused(
            N_(
                "The contract now ends on %(day)s, before the access asked for would; refuse this and have it asked anew."
            ),
            day=limit,
        )


def _standing(grant: AccessGrant) -> dict[str, Any]:
    found = {key: plain(getattr(grant, key)) for key in RIGHTS}
    return found | {"also_for": sorted(each.id for each in grant.also_for)}
