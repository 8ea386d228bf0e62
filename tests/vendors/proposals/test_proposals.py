"""Before a contract is signed: shares, HHI and single points before and after; a limit needs somebody who was named."""

import io
from datetime import date, timedelta
from fractions import Fraction

import openpyxl
import pytest
from sqlalchemy import select

from contracts.register.agreed import Renewal
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration import operations as concentration
from vendors.concentration.breaches import is_accepted
from vendors.concentration.dimensions import Dimension
from vendors.concentration.jobs import find_breaches
from vendors.concentration.models import LimitBreach
from vendors.concentration.rules import Measure
from vendors.proposals import operations as proposals
from vendors.proposals.assessing import assess
from vendors.proposals.keeping import from_record, to_record
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Decision, Proposed
from vendors.register import operations as register
from vendors.register.rules import VendorStatus
from vendors.services.rules import Criticality, ServiceKind


def active(name, **fields):
    return make_vendor(name_zh=name, status=VendorStatus.ACTIVE, **fields)


@pytest.fixture
def firm(app):
    """Four vendors at 40, 30, 20 and 10 a year; one core function on the first alone."""
    vendors = [active(name) for name in "甲乙丙丁"]
    for vendor, millions in zip(vendors, (40, 30, 20, 10), strict=True):
        make_contract(vendor, value_minor=millions * 100_000_000, is_yearly=True)
    function = make_function(name="下單", criticality=Criticality.CORE)
    make_service(vendors[0], functions=[function], kind=ServiceKind.CLOUD)
    return {"vendors": vendors, "function": function}


def change(found, basis="spend", by="vendor"):
    return next(c for c in found.changes if (c.basis, c.dimension) == (basis, by))


def test_the_total_is_recomputed_and_the_change_is_exact(firm):
    found = assess(Proposed("新約", firm["vendors"][3].id, twd_minor=100 * 100_000_000), clock.today())
    spend = change(found)
    assert (spend.share_before, spend.share_after) == (Fraction(1, 10), Fraction(110, 200))
    assert spend.hhi_before == 3000
    assert spend.hhi_after == 10_000 * Fraction(40**2 + 30**2 + 20**2 + 110**2, 200**2)
    assert spend.hhi_change == spend.hhi_after - 3000


def test_a_renewal_takes_the_place_of_what_runs(firm):
    found = assess(Proposed("續約", firm["vendors"][0].id, twd_minor=40 * 100_000_000, replaces=True), clock.today())
    assert change(found).hhi_change == 0
    assert change(found, "contracts").hhi_change == 0


def test_joining_the_group_of_a_large_one_counts_there(firm):
    with unit_of_work():
        group = register.add_group(name="集團", parent_id=None, by=None)
        register.edit_vendor(db.session.merge(firm["vendors"][0]), group_id=group.id, by=None)
    found = assess(Proposed("新約", None, "新廠商", group.id, twd_minor=100 * 100_000_000), clock.today())
    assert change(found, by="group").share_after == Fraction(140, 200)
    assert change(found, by="vendor").share_after == Fraction(1, 2)
    assert [c.name for c in found.connected] == ["甲"]


def test_a_registered_vendor_that_would_join_another_s_group_is_weighed_with_it(firm):
    """The worked check of the merger guidelines: joining the 30 and the 20 of 40/30/20/10 adds 2 × 30 × 20 = 1,200."""
    with unit_of_work():
        group = register.add_group(name="集團", parent_id=None, by=None)
        register.edit_vendor(db.session.merge(firm["vendors"][1]), group_id=group.id, by=None)
    found = assess(Proposed("併入集團", firm["vendors"][2].id, group_id=group.id), clock.today())
    joined = change(found, by="group")
    assert (joined.hhi_before, joined.hhi_after, joined.hhi_change) == (3000, 4200, 1200)
    assert (joined.share_before, joined.share_after) == (Fraction(3, 10), Fraction(1, 2))
    assert change(found, by="vendor").hhi_change == 0
    assert [c.name for c in found.connected] == ["乙"]


def test_a_second_carrier_takes_the_single_point_away_unless_it_rests_on_the_first(firm):
    orders = (firm["function"].id,)
    second = Proposed("備援", firm["vendors"][1].id, function_ids=orders)
    found = assess(second, clock.today())
    assert (found.points_before, found.points_after) == (1, 0)
    assert [p.function for p in found.points_removed] == ["下單"]
    assert change(found, "critical_functions").share_after == Fraction(1, 2)
    resting = Proposed("備援", firm["vendors"][1].id, function_ids=orders, subcontractor_id=firm["vendors"][0].id)
    assert assess(resting, clock.today()).points_after == 1


def test_who_else_could_and_what_is_not_known_is_said(firm):
    found = assess(Proposed("雲端", firm["vendors"][1].id, kind="cloud"), clock.today())
    assert [(o.name, o.is_connected) for o in found.others] == [("甲", False)]
    assert len(found.unknown) == 4
    assert change(found).share_before == change(found).share_after


def test_only_what_gets_worse_is_a_breach_of_this_contract(firm):
    today = clock.today()
    small = assess(Proposed("小約", firm["vendors"][3].id, twd_minor=100), today)
    assert not [b for b in small.breaches if str(b).startswith("Spend")]
    large = assess(Proposed("大約", firm["vendors"][3].id, twd_minor=100 * 100_000_000), today)
    assert [b for b in large.breaches if str(b).startswith("Spend over Vendor: 丁")]
    with unit_of_work():
        concentration.set_limit(
            dimension=Dimension.GROUP, measure=Measure.SINGLE_POINTS, at_most="0", source="董事會", by=None
        )
    other = make_function(name="交割", criticality=Criticality.CORE)
    worse = assess(Proposed("交割", firm["vendors"][1].id, function_ids=(other.id,)), today)
    assert [b for b in worse.breaches if "one party can stop" in str(b)]


def test_a_record_gives_back_what_it_kept(firm):
    found = assess(Proposed("大約", firm["vendors"][3].id, twd_minor=10**11), clock.today())
    assert from_record(to_record(found)) == found


# --- the pages -------------------------------------------------------------------------------------------------------


def typed(firm, **fields):
    return {
        "title": "新約",
        "vendor_id": firm["vendors"][3].id,
        "kind": "other",
        "value": "100,000,000",
        "currency": "TWD",
    } | fields


NEW = "/vendors/proposals/new"


def test_a_limit_needs_somebody_else_who_was_named_and_only_they_decide(firm, sign_in, person):
    buyer, judge = sign_in(Role.PROCUREMENT), person(Role.COMPLIANCE)
    assert "limits would be passed, or passed by more" in buyer.post(NEW, typed(firm, do="check")).get_data(
        as_text=True
    )
    assert db.session.query(Proposal).count() == 0
    refused = buyer.post(NEW, typed(firm, do="keep")).get_data(as_text=True)
    assert 'id="approver_id-error"' in refused
    assert buyer.post(NEW, typed(firm, do="keep", approver_id=judge.id)).status_code == 302
    proposal = db.session.query(Proposal).one()
    assert proposal.decision is Decision.WAITING
    url = f"/vendors/proposals/{proposal.id}/decide"
    answer = {"answer": "approve", "reason": "已有退場計畫", "holds_until": str(clock.today() + timedelta(days=90))}
    assert "Only" in sign_in(Role.IT_MANAGER).post(url, answer).get_data(as_text=True)
    named = sign_in(Role.COMPLIANCE)
    assert "新約" in named.get("/my-work/").get_data(as_text=True)
    assert 'id="holds_until-error"' in named.post(url, answer | {"holds_until": ""}).get_data(as_text=True)
    assert named.post(url, answer).status_code == 302
    db.session.expire_all()
    assert db.session.query(Proposal).one().decision is Decision.APPROVED
    page = buyer.get(f"/vendors/proposals/{proposal.id}").get_data(as_text=True)
    assert "已有退場計畫" in page
    book = openpyxl.load_workbook(io.BytesIO(buyer.get(f"/vendors/proposals/{proposal.id}?format=xlsx").data))
    assert book["Shares"].max_row > 8


def test_what_waits_for_somebody_who_left_is_handed_to_another_with_a_reason(firm, sign_in, person):
    """Nobody chooses another judge while the first one can still decide; the asker never is one."""
    leaver, other = person(Role.COMPLIANCE, login="leaver"), person(Role.COMPLIANCE, login="other")
    asker, buyer = sign_in(Role.IT_MANAGER), sign_in(Role.PROCUREMENT)
    assert asker.post(NEW, typed(firm, do="keep", approver_id=leaver.id)).status_code == 302
    proposal = db.session.query(Proposal).one()
    url = f"/vendors/proposals/{proposal.id}"
    answer = {"approver_id": other.id, "reason": "原核准人離職", "version": proposal.version}
    assert "can still decide" in buyer.post(f"{url}/hand-over", answer).get_data(as_text=True)
    with unit_of_work():
        db.session.merge(leaver).disabled_at = clock.now()
    assert "can no longer decide" in buyer.get(url).get_data(as_text=True)
    assert "Name who decides" in sign_in(Role.COMPLIANCE).get("/my-work/").get_data(as_text=True)
    for wrong, field in (
        ({"approver_id": proposal.made_by_id}, "approver_id"), ({"approver_id": leaver.id}, "approver_id"), ({"reason": ""}, "reason"),
    ):  # fmt: skip
        assert f'id="{field}-error"' in buyer.post(f"{url}/hand-over", answer | wrong).get_data(as_text=True)
    assert buyer.post(f"{url}/hand-over", answer).status_code == 302
    page = buyer.get(url).get_data(as_text=True)
    assert "原核准人離職" in page
    assert "Hand over" not in page
    db.session.expire_all()
    assert db.session.query(Proposal).one().approver_id == other.id


def test_nobody_accepts_figures_that_have_grown_since_they_were_shown(firm, sign_in, person):
    """Refused until it is checked anew, by the same judge; once accepted, what grows beyond that is said; then the contract
    that came of it is linked, and the old check is history."""
    buyer, judge = sign_in(Role.PROCUREMENT), person(Role.COMPLIANCE)
    other = person(Role.COMPLIANCE, login="other")
    assert buyer.post(NEW, typed(firm, do="keep", approver_id=judge.id)).status_code == 302
    first = db.session.query(Proposal).one().id
    make_contract(firm["vendors"][3], value_minor=50 * 100_000_000, is_yearly=True)
    named, url = sign_in(Role.COMPLIANCE), f"/vendors/proposals/{first}"
    answer = {"answer": "approve", "reason": "已有退場計畫", "holds_until": str(clock.today() + timedelta(days=90))}
    assert "figures have grown" in named.get(f"{url}/decide").get_data(as_text=True)
    assert "checked anew, or refuse" in named.post(f"{url}/decide", answer).get_data(as_text=True)
    anew = f"{NEW}?again={first}"
    assert "新約" in buyer.get(anew).get_data(as_text=True)
    assert "still does" in buyer.post(anew, typed(firm, do="keep", approver_id=other.id)).get_data(as_text=True)
    assert buyer.post(anew, typed(firm, do="keep", approver_id=judge.id)).status_code == 302
    assert "taken its place already" in buyer.post(anew, typed(firm, do="keep", approver_id=judge.id)).get_data(
        as_text=True
    )
    second = db.session.query(Proposal).order_by(Proposal.id.desc()).first().id
    url = f"/vendors/proposals/{second}"
    far = answer | {"holds_until": str(clock.today() + timedelta(days=1200))}
    assert "years at most" in named.post(f"{url}/decide", far).get_data(as_text=True)
    assert named.post(f"{url}/decide", answer).status_code == 302
    assert "figures have grown" not in buyer.get(url).get_data(as_text=True)
    theirs = make_contract(firm["vendors"][0])
    signed = make_contract(firm["vendors"][3], value_minor=100_000_000_00, is_yearly=True)
    assert "does not reach that far" in buyer.get(url).get_data(as_text=True)
    assert 'id="contract_id-error"' in buyer.post(f"{url}/contract", {"contract_id": theirs.id}).get_data(as_text=True)
    assert buyer.post(f"{url}/contract", {"contract_id": signed.id}).status_code == 302
    page = buyer.get(url).get_data(as_text=True)
    assert f"/contracts/{signed.id}" in page
    assert "figures have grown" not in page
    assert url in buyer.get(f"/contracts/{signed.id}").get_data(as_text=True)
    with clock.at(clock.now() + timedelta(days=100)):
        assert "acceptance has ended" in buyer.get("/vendors/proposals/").get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get(Proposal, first).decision is Decision.REPLACED


def test_without_a_breach_nobody_has_to_decide(firm, sign_in):
    fields = typed(firm, value="", vendor_id="", new_name="新廠商", do="keep", kind="consulting")
    with unit_of_work():
        for by in (Dimension.GROUP, Dimension.VENDOR):
            for measure in (Measure.SHARE, Measure.HHI):
                concentration.set_limit(dimension=by, measure=measure, at_most="", source="x", by=None)
    assert sign_in(Role.PROCUREMENT).post(NEW, fields).status_code == 302
    assert db.session.query(Proposal).one().decision is Decision.CLEAR


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"vendor_id": ""}, "vendor_id"), ({"new_name": "x"}, "new_name"), ({"currency": "XXQ"}, "currency"),
        ({"currency": "USD"}, "currency"), ({"value": "abc"}, "value"), ({"title": ""}, "title"),
    ],
)  # fmt: skip
def test_what_cannot_be_weighed_is_refused_at_its_field(firm, sign_in, wrong, field):
    page = sign_in(Role.PROCUREMENT).post(NEW, typed(firm, do="check") | wrong).get_data(as_text=True)
    assert f'id="{field}-error"' in page


def test_a_draft_in_the_register_is_weighed_from_its_page(firm, sign_in, person):
    draft = make_contract(
        firm["vendors"][1], signed_on=None, starts_on=clock.today() + timedelta(days=30), ends_on=date(2030, 1, 1),
        value_minor=50_000_000, is_yearly=True, renewal=Renewal.NONE, title="備援代管",
    )  # fmt: skip
    browser = sign_in(Role.PROCUREMENT)
    assert f"draft={draft.id}" in browser.get(f"/contracts/{draft.id}").get_data(as_text=True)
    form = browser.get(f"{NEW}?draft={draft.id}").get_data(as_text=True)
    assert "備援代管" in form
    assert "500,000" in form
    fields = typed(firm, vendor_id=firm["vendors"][1].id, do="keep", approver_id=person(Role.COMPLIANCE).id)
    assert browser.post(f"{NEW}?draft={draft.id}", fields).status_code == 302
    assert "Nobody has checked" not in browser.get(f"/contracts/{draft.id}").get_data(as_text=True)


@pytest.mark.parametrize("is_new", [False, True])
def test_what_was_accepted_before_signing_stays_accepted_once_it_runs_as_far_and_as_long_as_that_was(
    firm, person, is_new
):
    """Nobody is asked a second time for the same dependence: the daily look takes the acceptance over to the limits that
    the contract, now running, passes; not before it runs, for nothing larger, and not for the dependence on others."""
    asker, judge = person(Role.PROCUREMENT), person(Role.COMPLIANCE)
    until = clock.today() + timedelta(days=90)
    vendor = firm["vendors"][3]
    proposed = Proposed(
        "新約", None if is_new else vendor.id, new_name="戊" if is_new else "", twd_minor=200 * 100_000_000
    )
    found = assess(proposed, clock.today())
    with unit_of_work():
        kept = proposals.keep_proposal(proposed, found, approver_id=judge.id, draft_id=None, by=asker)
        proposals.decide(kept, approve=True, reason="已有退場計畫", holds_until=until, by=judge)
    find_breaches()
    standing = {(b.dimension, b.basis, b.measure, b.party): b for b in db.session.scalars(select(LimitBreach))}
    assert standing  # of before: nobody accepted these
    assert not any(b.accepted_until for b in standing.values())

    vendor = active("戊") if is_new else vendor
    signed = make_contract(vendor, value_minor=200 * 100_000_000, is_yearly=True)
    with unit_of_work():
        proposals.link_contract(db.session.merge(kept), contract_id=signed.id, by=None)
    find_breaches()
    taken = list(db.session.scalars(select(LimitBreach).where(LimitBreach.accepted_until == until)))
    share = next(b for b in taken if (b.dimension, b.basis, b.measure) == (Dimension.VENDOR, "spend", Measure.SHARE))
    assert share.party == f"vendor:{vendor.id}"
    assert (share.accepted_by_id, share.acceptance_reason) == (judge.id, "新約: 已有退場計畫")
    assert {b.measure for b in taken} == {Measure.SHARE, Measure.HHI}
    assert all(is_accepted(b, clock.today()) for b in taken)
    assert not any(b.party for b in taken if b.party != share.party and b.dimension is Dimension.VENDOR)
    assert find_breaches() == {}  # once is enough

    make_contract(vendor, value_minor=200 * 100_000_000, is_yearly=True)
    assert find_breaches()["outgrown"] >= 1
    db.session.refresh(share)
    assert not is_accepted(share, clock.today())


def test_an_acceptance_before_signing_holds_neither_for_a_contract_nobody_named_nor_after_its_day(firm, person):
    asker, judge, vendor = person(Role.PROCUREMENT), person(Role.COMPLIANCE), firm["vendors"][3]
    proposed = Proposed("新約", vendor.id, twd_minor=200 * 100_000_000)
    with unit_of_work():
        kept = proposals.keep_proposal(
            proposed, assess(proposed, clock.today()), approver_id=judge.id, draft_id=None, by=asker
        )
        until = clock.today() + timedelta(days=20)
        proposals.decide(kept, approve=True, reason="已有退場計畫", holds_until=until, by=judge)
    signed = make_contract(vendor, value_minor=200 * 100_000_000, is_yearly=True)
    find_breaches()
    assert db.session.scalar(select(LimitBreach).where(LimitBreach.accepted_until.is_not(None))) is None
    with unit_of_work():
        proposals.link_contract(db.session.merge(kept), contract_id=signed.id, by=None)
    with clock.at(clock.now() + timedelta(days=21)):
        find_breaches()
        assert db.session.scalar(select(LimitBreach).where(LimitBreach.accepted_until.is_not(None))) is None
    assert find_breaches() == {"opened": 0, "closed": 0, "outgrown": 0, "accepted": 8}
    assert db.session.scalar(select(LimitBreach).where(LimitBreach.accepted_until == until)) is not None


def test_what_was_accepted_of_a_new_vendor_does_not_pass_to_one_that_was_there(firm, person):
    asker, judge, other = person(Role.PROCUREMENT), person(Role.COMPLIANCE), firm["vendors"][0]
    proposed = Proposed("新約", None, new_name="戊", twd_minor=200 * 100_000_000)
    with unit_of_work():
        kept = proposals.keep_proposal(
            proposed, assess(proposed, clock.today()), approver_id=judge.id, draft_id=None, by=asker
        )
        until = clock.today() + timedelta(days=20)
        proposals.decide(kept, approve=True, reason="已有退場計畫", holds_until=until, by=judge)
    theirs = make_contract(other, value_minor=100_000_000, is_yearly=True)
    with unit_of_work():
        proposals.link_contract(db.session.merge(kept), contract_id=theirs.id, by=None)
    find_breaches()
    assert db.session.scalar(select(LimitBreach)) is not None
    assert db.session.scalar(select(LimitBreach).where(LimitBreach.accepted_until.is_not(None))) is None
