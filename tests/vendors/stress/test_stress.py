"""If something fails: what stops, for how long, who takes over, what of ours is touched; kept as it was."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl
import pytest

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.obligations import State
from core.obligations.registry import obligations
from tests.contracts.factories import make_contract
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.actions.models import Action
from vendors.concentration.network import network
from vendors.concentration.queries import known_names
from vendors.concentration.single_points import find_single_points
from vendors.concentration.underlying import Underlying, UnderlyingKind, register_underlying
from vendors.register import operations as register
from vendors.register.models import Vendor
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.services.rules import Criticality, DataClass
from vendors.stress import queries
from vendors.stress.keeping import from_record, to_record
from vendors.stress.models import StressTest
from vendors.stress.rules import Effect, Timing, timing
from vendors.stress.scenarios import candidates, scenarios
from vendors.stress.shown import conclusion_in_short


def active(name, **fields):
    return make_vendor(name_zh=name, status=VendorStatus.ACTIVE, **fields)


def core_function(name, **fields):
    return make_function(name=name, criticality=Criticality.CORE, **fields)


def subcontract(above, below, **fields):
    with unit_of_work():
        register.add_subcontractor(above, subcontractor_id=below.id, by=None, **fields)


@pytest.fixture
def firm(app):
    """Two feeds over one machine room; orders on one vendor of a group, with a named alternative in the same room."""
    with unit_of_work():
        group = register.add_group(name="母集團", parent_id=None, by=None)
    orders, spare = active("下單商", group_id=group.id), active("備援商")
    feeds, room, tower = [active("行情一"), active("行情二")], active("機房"), active("電力")
    for each in (*feeds, spare):
        subcontract(each, room)
    subcontract(room, tower)
    trading = core_function("網路下單", mtpd_minutes=120)
    quotes = core_function("行情揭示", mtpd_minutes=60)
    web = make_function(name="官網")
    first = make_service(
        orders, name="下單平台", functions=[trading, web], restore_minutes=240, exit_months=9, processing_country="TW",
        data_class=DataClass.PERSONAL, alternatives=[spare],
    )  # fmt: skip
    make_service(
        feeds[0], name="主行情", functions=[quotes], restore_minutes=30, cloud_provider="Nimbora", cloud_region="ap-1"
    )
    make_service(feeds[1], name="備援行情", functions=[quotes], cloud_provider="nimbora", cloud_region="ap-2")
    contract = make_contract(orders, value_minor=120_000_000, is_yearly=True)
    with unit_of_work():
        contract.services = [first]
    with unit_of_work():
        register.add_contact(orders, name="王專員", phone="02-5550-1234", purpose="事件", by=None)
    return {
        "下單商": orders,
        "機房": room,
        "電力": tower,
        "行情一": feeds[0],
        "備援商": spare,
        "group": group,
        "網路下單": trading,
    }


def outcome(kind, key):
    today = clock.today()
    return queries.outcome(scenarios(kind, today)[str(key)], today)


def effects(found):
    return {hit.name: hit.effect for hit in found.functions}


def test_a_shared_machine_room_stops_both_feeds_though_no_contract_shows_it(firm):
    found = outcome("fourth_party", firm["機房"].id)
    assert effects(found) == {"行情揭示": Effect.LOST}
    assert {hit.name: hit.through for hit in found.services} == {
        "主行情": ("行情一", "機房"),
        "備援行情": ("行情二", "機房"),
    }
    deeper = outcome("vendor", firm["電力"].id)
    assert effects(deeper) == effects(found)
    assert deeper.services[0].through[-2:] == ("機房", "電力")


def test_one_feed_alone_only_weakens(firm):
    found = outcome("vendor", firm["行情一"].id)
    assert effects(found) == {"行情揭示": Effect.DEGRADED}
    assert [len(hit.left) for hit in found.functions] == [1]


def test_a_named_alternative_counts_unless_it_fails_too(firm):
    found = outcome("vendor", firm["下單商"].id)
    assert effects(found) == {"網路下單": Effect.DEGRADED, "官網": Effect.DEGRADED}
    (standby,) = found.functions[0].standbys
    assert (standby.name, standby.fails, standby.serves) == ("備援商", False, False)
    subcontract(firm["下單商"], firm["機房"])
    found = outcome("vendor", firm["電力"].id)
    assert effects(found)["網路下單"] == Effect.LOST
    standby = next(hit for hit in found.functions if hit.name == "網路下單").standbys[0]
    assert (standby.fails, standby.through) == (True, "機房 ← 電力")


def test_the_tolerable_outage_is_held_against_the_first_way_that_is_back(firm):
    hits = {hit.name: hit for hit in outcome("vendor", firm["機房"].id).functions}
    assert (hits["行情揭示"].tolerable, hits["行情揭示"].restore, hits["行情揭示"].timing) == (60, 30, Timing.KEPT)
    trading = outcome("group", firm["group"].id).functions[0]
    assert (trading.restore, trading.exit, trading.timing) == (240, 9, Timing.PASSED)
    assert timing(60, 60) is Timing.KEPT
    assert timing(None, 5) is timing(5, None) is Timing.UNKNOWN


def test_places_and_clouds_fail_whatever_the_spelling(firm):
    assert effects(outcome("cloud", "nimbora")) == {"行情揭示": Effect.LOST}
    assert effects(outcome("region", "nimbora · ap-1")) == {"行情揭示": Effect.DEGRADED}
    assert set(effects(outcome("country", "TW"))) == {"網路下單", "官網"}


def test_an_alternative_that_serves_already_helps_only_by_what_it_serves(firm):
    """Both feeds run in one region and each names the other: when the region fails, neither is a way out."""
    quotes = core_function("夜盤行情", mtpd_minutes=60)
    one, other, new = active("夜盤一"), active("夜盤二"), make_vendor(name_zh="夜盤新")
    run = {"functions": [quotes], "cloud_provider": "Polaro", "cloud_region": "tpe"}
    make_service(one, name="夜一", restore_minutes=90, alternatives=[other], **run)
    make_service(other, name="夜二", alternatives=[one], **run)
    found = outcome("region", "polaro · tpe").functions[0]
    assert (found.effect, found.timing) == (Effect.LOST, Timing.PASSED)
    assert {(s.name, s.fails, s.stopped) for s in found.standbys} == {
        ("夜盤一", True, ("夜一",)), ("夜盤二", True, ("夜二",))
    }  # fmt: skip
    assert {c.key: c.stopped for c in candidates("region", clock.today())}["polaro · tpe"] == 1
    make_service(other, name="夜三", alternatives=[new], **run)
    bridged = outcome("region", "polaro · tpe").functions[0]
    assert bridged.is_bridged
    assert [s.unplaced for s in bridged.standbys if s.name == "夜盤新"] == [True]
    assert "夜盤行情" in str(conclusion_in_short(outcome("region", "polaro · tpe")))


def test_an_alternative_of_which_everything_else_stops_is_no_help(firm):
    spare = active("替補")
    make_service(spare, name="替補雲", cloud_provider="Polaro", cloud_region="tpe")
    book = core_function("帳務")
    make_service(firm["下單商"], name="帳務雲", functions=[book], cloud_provider="polaro", alternatives=[spare])
    found = outcome("cloud", "polaro").functions[0]
    assert (found.effect, found.standbys[0].fails, found.standbys[0].stopped) == (Effect.LOST, True, ("替補雲",))
    assert {c.key: c.stopped for c in candidates("cloud", clock.today())}["polaro"] == 1
    make_service(spare, name="替補自有機房")
    found = outcome("cloud", "polaro").functions[0]
    assert (found.effect, found.standbys[0].fails, found.standbys[0].stopped) == (Effect.DEGRADED, False, ("替補雲",))


def test_a_cut_vertex_that_one_services_subcontractor_makes_is_a_single_point(firm):
    """Each vendor rests on the power company only for this one service, and each is the other's named alternative."""
    clear = core_function("集保連線")
    one, other = active("連線一"), active("連線二")
    services = [
        make_service(one, name="線一", functions=[clear], alternatives=[other]),
        make_service(other, name="線二", functions=[clear], alternatives=[one]),
    ]
    for vendor, service in zip((one, other), services, strict=True):
        subcontract(vendor, firm["電力"], service_id=service.id)
    points = [p for p in find_single_points(clock.today(), known_names()).points if p.function.name == "集保連線"]
    assert [(p.party_name, p.is_hidden, p.alternatives) for p in points] == [("電力", True, ("連線一", "連線二"))]
    assert effects(outcome("fourth_party", firm["電力"].id))["集保連線"] == Effect.LOST


def test_those_whom_one_owner_holds_fail_together(firm):
    for name in ("行情一", "行情二"):
        vendor = db.session.query(Vendor).filter_by(name_zh=name).one()
        with unit_of_work():
            register.add_owner(
                vendor, owner_name="控股母體", share=Decimal(25), known_on=clock.today(), source="年報", by=None
            )
    (point,) = [p for p in find_single_points(clock.today(), known_names()).points if p.party.startswith("owner:")]
    assert effects(outcome("group", point.party)) == {"行情揭示": Effect.LOST}
    assert outcome("group", point.party).label == point.party_name == "控股母體"
    alone = outcome("vendor", firm["行情一"].id).functions[0]
    assert (alone.effect, alone.left) == (Effect.DEGRADED, ("備援行情 (行情二)",))


def test_what_of_ours_is_touched_stands_beside_it(firm):
    found = outcome("vendor", firm["下單商"].id)
    contracts = next(part for part in found.parts if part.name == "contracts")
    assert (contracts.count, contracts.twd_minor, contracts.unknown) == (1, 120_000_000, 0)
    assert found.vendors[0].contacts == (("王專員", "", "02-5550-1234", "", "事件"),)
    assert found.data_classes == ("personal",)


def test_components_told_by_a_higher_domain_can_fail(app, firm):
    vendor_ids = frozenset({firm["行情一"].id, firm["下單商"].id})
    kind = UnderlyingKind("drawn", "Drawn", "Drawn.", lambda _day: [Underlying("lib", "lib 1.0", vendor_ids)])
    register_underlying(app, kind)
    assert set(effects(outcome("drawn", "lib"))) == {"網路下單", "官網", "行情揭示"}


def test_a_component_stops_the_services_whose_software_holds_it_and_no_others(app, firm):
    vendor = firm["下單商"]
    book = core_function("帳務")
    make_service(vendor, name="帳務系統", functions=[book])
    order = db.session.query(Service).filter_by(name="下單平台").one()
    thing = Underlying("lib", "lib 1.0", frozenset(), service_ids=frozenset({order.id}))
    register_underlying(app, UnderlyingKind("drawn", "Drawn", "Drawn.", lambda _day: [thing]))
    found = outcome("drawn", "lib")
    assert set(effects(found)) == {"網路下單", "官網"}
    assert [hit.name for hit in found.services] == ["下單平台"]
    assert {c.label: (c.stopped, c.resting) for c in candidates("drawn", clock.today())} == {"lib 1.0": (0, 1)}
    node = network(clock.today()).nodes["drawn:lib"]
    assert (node.name, node.functions) == ("lib 1.0", 1)


def test_candidates_stand_in_the_order_of_what_they_stop(firm):
    found = {c.label: (c.stopped, c.resting) for c in candidates("vendor", clock.today())}
    assert found["機房"] == found["電力"] == (1, 1)
    assert found["下單商"] == (0, 1)
    assert [c.label for c in candidates("vendor", clock.today())][:2] == sorted(["機房", "電力"])


def test_a_ring_of_subcontractors_ends(firm):
    subcontract(firm["電力"], firm["行情一"])
    assert effects(outcome("vendor", firm["電力"].id)) == {"行情揭示": Effect.LOST}


def test_a_record_gives_back_what_it_kept(firm):
    found = outcome("vendor", firm["下單商"].id)
    assert from_record(to_record(found)) == found


# --- the pages -------------------------------------------------------------------------------------------------------


def keep(browser, firm):
    url = f"/vendors/stress/run/fourth_party?key={firm['機房'].id}"
    answer = browser.post(url.replace("?", "/keep?"), {"conclusion": "提報董事會"}, form_at=url)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return db.session.query(StressTest).one()


def test_a_manager_runs_keeps_and_acts_and_the_record_stays_as_it_was(firm, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    page = browser.get("/vendors/stress/choose?kind=fourth_party").get_data(as_text=True)
    assert "機房" in page
    test = keep(browser, firm)
    assert (test.lost, test.degraded, test.too_slow) == (1, 0, 0)
    with unit_of_work():
        register.edit_vendor(firm["機房"], name_zh="改名機房", by=None)
    shown = browser.get(f"/vendors/stress/{test.id}").get_data(as_text=True)
    assert "行情一 ← 機房" in shown
    assert "提報董事會" in shown
    owner = db.session.query(AuditEntry).order_by(AuditEntry.seq.desc()).first()
    assert owner
    fields = {"what": "另找機房", "owner_id": test.made_by_id, "due_on": str(clock.today() + timedelta(days=5))}
    assert browser.post(f"/vendors/stress/{test.id}/actions", fields).status_code == 302
    assert "另找機房" in browser.get(f"/vendors/stress/{test.id}").get_data(as_text=True)
    assert "另找機房" in browser.get("/my-work/").get_data(as_text=True)
    (duty,) = [o for o in obligations(clock.today()) if o.subject_type == "risk_action"]
    assert duty.state is State.DUE_SOON
    action = db.session.query(Action).one()
    done = {"done_on": str(clock.today()), "done_note": "契約已簽", "version": action.version}
    assert browser.post(f"/vendors/actions/{action.id}/complete", done).status_code == 302
    assert not [o for o in obligations(clock.today()) if o.subject_type == "risk_action"]
    assert "契約已簽" in browser.get(f"/vendors/actions/{action.id}").get_data(as_text=True)


def test_a_conclusion_that_is_too_long_is_refused_and_stays_as_it_was_typed(firm, sign_in):
    url = f"/vendors/stress/run/vendor?key={firm['下單商'].id}"
    answer = sign_in(Role.IT_MANAGER).post(url.replace("?", "/keep?"), {"conclusion": "長" * 4001}, form_at=url)
    assert "長" * 4001 in answer.get_data(as_text=True)
    assert not db.session.query(StressTest).count()


def test_a_measure_left_undone_is_a_duty_not_met(firm, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    test = keep(browser, firm)
    today = clock.today()
    fields = {"what": "x", "owner_id": test.made_by_id, "due_on": str(today - timedelta(days=1))}
    refused = browser.post(f"/vendors/stress/{test.id}/actions", fields).get_data(as_text=True)
    assert 'id="due_on-error"' in refused
    browser.post(f"/vendors/stress/{test.id}/actions", fields | {"due_on": str(today)})
    (late,) = [o for o in obligations(today + timedelta(days=1)) if o.subject_type == "risk_action"]
    assert late.state is State.NOT_MET


def test_the_workbook_says_what_the_page_says(firm, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    test = keep(browser, firm)
    live = browser.get(f"/vendors/stress/run/fourth_party?key={firm['機房'].id}&format=xlsx")
    for answer in (live, browser.get(f"/vendors/stress/{test.id}?format=xlsx")):
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        values = {row[0].value: row[1].value for row in book["Stress test"].iter_rows(min_row=2)}
        assert values["Core functions that stop"] == 1
        assert values["As of"] == datetime.combine(clock.today(), time())
        assert values["TWD a year"] == 0
        assert [row[0].value for row in book["Functions"].iter_rows(min_row=2)] == ["行情揭示"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/vendors/stress/run/vendor?key=999", 404), ("/vendors/stress/run/vendor", 404), ("/vendors/stress/run/nonsense?key=1", 404),
        ("/vendors/stress/choose?kind=nonsense&q=%00x", 200), ("/vendors/stress/999", 404),
    ],
)  # fmt: skip
def test_an_odd_address_is_answered_in_words(firm, sign_in, address, status):
    assert sign_in(Role.IT_MANAGER).get(address).status_code == status


def test_reading_is_for_readers_and_keeping_for_those_who_may(firm, sign_in):
    url = f"/vendors/stress/run/vendor?key={firm['機房'].id}"
    auditor = sign_in(Role.AUDITOR)
    assert auditor.get(url).status_code == 200
    assert auditor.post(url.replace("?", "/keep?"), {"conclusion": ""}, form_at=url).status_code == 403
    assert sign_in(Role.BOARD).get(url).status_code == 403


def test_a_day_in_the_past_is_a_day_in_the_past(firm, sign_in):
    page = sign_in(Role.IT_MANAGER).get(f"/vendors/stress/run/vendor?key={firm['機房'].id}&as_of=2020-01-01")
    assert page.status_code == 200
    assert date(2020, 1, 1).isoformat() in page.get_data(as_text=True)
