"""The figures of concentration on real records: one source for page, command, export and workbook."""

import io
import json
import re
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.audit.models import AuditEntry
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.obligations import State
from core.obligations.registry import obligations
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration import operations, queries, shown, wording
from vendors.concentration.bases import Basis, Holding, basis_named
from vendors.concentration.dimensions import Dimension
from vendors.concentration.models import ConcentrationLimit, ExchangeRate
from vendors.concentration.report import sheet
from vendors.concentration.rules import Measure
from vendors.register import operations as register
from vendors.register.rules import VendorStatus
from vendors.services import operations as services
from vendors.services.rules import Criticality, ServiceKind

TODAY = date(2026, 6, 30)
FUNCTIONS = "critical_functions"


def core_function(name, **fields):
    return make_function(name=name, criticality=Criticality.CORE, **fields)


def active(name, **fields):
    return make_vendor(name_zh=name, status=VendorStatus.ACTIVE, **fields)


def group(name, parent_id=None):
    with unit_of_work():
        return register.add_group(name=name, parent_id=parent_id, by=None)


def found(by=Dimension.GROUP, basis=FUNCTIONS):
    return queries.figures(TODAY, by, basis_named(basis))


def shares(by=Dimension.GROUP):
    return {line.name: line.share for line in found(by).lines}


@pytest.fixture
def firm(app):
    """Two vendors of one group and a third carry four core functions."""
    parent = group("母集團")
    child = group("子集團", parent.id)
    one, two, three = active("甲", group_id=child.id), active("乙", group_id=parent.id), active("丙")
    trading, settlement, quotes, depository = (core_function(n) for n in ("下單", "交割", "行情", "集保"))
    make_service(one, functions=[trading], processing_country="TW", kind=ServiceKind.MAINTENANCE)
    make_service(two, functions=[settlement], processing_country="TW", kind=ServiceKind.CLOUD)
    make_service(three, functions=[quotes], processing_country="SG", kind=ServiceKind.MARKET_DATA)
    make_service(two, functions=[quotes], processing_country="", kind=ServiceKind.MARKET_DATA)
    return {"甲": one, "乙": two, "丙": three, "集保": depository}


def test_vendors_are_added_up_at_their_topmost_parent(firm):
    assert shares() == {"母集團": Fraction(5, 6), "丙": Fraction(1, 6)}
    assert shares(Dimension.VENDOR) == {"乙": Fraction(1, 2), "甲": Fraction(1, 3), "丙": Fraction(1, 6)}
    assert found().found.hhi == 10_000 * (Fraction(25, 36) + Fraction(1, 36))


def test_what_is_unknown_is_coverage_and_listed_never_zero(firm):
    figures = found()
    assert (figures.found.known, figures.found.counted) == (4, 5)
    assert [(m.what, str(m.why)) for m in figures.missing] == [("集保", "No vendor is recorded for it.")]
    places = found(Dimension.COUNTRY)
    assert "Where its services process data is not recorded." in {str(m.why) for m in places.missing}
    assert {line.name for line in places.lines} == {"Taiwan", "Singapore"}


@pytest.mark.parametrize("by", ["vendor", "group", "country", "service_kind", "function"])
def test_in_every_dimension_the_shares_add_up_to_the_whole(firm, by):
    assert sum(line.share for line in found(Dimension(by)).lines) == 1


def test_only_what_is_supplied_today_counts(firm):
    make_service(make_vendor(name_zh="候選"), functions=[firm["集保"]])
    make_service(active("停供"), functions=[firm["集保"]], is_ended=True)
    make_service(active("交易所", out_of_scope_reason="市場機構"), functions=[firm["集保"]])
    assert set(shares()) == {"母集團", "丙"}


def test_single_points_are_direct_or_hidden_in_the_chain(firm):
    points = {(p.function.name, p.party_name, p.is_hidden) for p in found().single_points.points}
    assert points == {("下單", "母集團", False), ("交割", "母集團", False)}
    room = active("機房")
    for name in ("乙", "丙"):
        with unit_of_work():
            register.add_subcontractor(firm[name], subcontractor_id=room.id, by=None)
    points = {(p.function.name, p.party_name, p.is_hidden) for p in found().single_points.points}
    assert ("行情", "機房", True) in points
    assert found().single_points.stopped == 3
    assert [f.name for f in found().single_points.nobody] == ["集保"]


def test_a_named_alternative_takes_a_single_point_away(firm):
    before = found().single_points.stopped
    service = make_service(active("丁"), functions=[firm["集保"]])
    assert found().single_points.stopped == before + 1
    with unit_of_work():
        services.name_alternative(service, db.session.merge(firm["丙"]), by=None)
    assert found().single_points.stopped == before


def test_limits_are_passed_only_above_their_value_and_the_firm_may_set_its_own(firm):
    measures = {(b.limit.measure, found().name(b.party)) for b in found().breaches}
    assert measures == {(Measure.SHARE, "母集團"), (Measure.HHI, "")}
    set_limit(Measure.SHARE, "83.4")
    assert {b.limit.measure for b in found().breaches} == {Measure.HHI}
    set_limit(Measure.HHI, "")
    assert found().breaches == ()
    set_limit(Measure.CR1, "50")
    assert [wording.measured(b.limit.measure, b.value) for b in found().breaches] == ["83.33%"]


def set_limit(measure, at_most, dimension=Dimension.GROUP):
    with unit_of_work():
        operations.set_limit(dimension=dimension, measure=measure, at_most=at_most, source="董事會決議", by=None)


# --- one source ------------------------------------------------------------------------------------------------------


def cli(app, *args):
    result = app.test_cli_runner().invoke(args=["concentration", "report", "--as-of", str(TODAY), *args])
    assert result.exit_code == 0, result.output
    return result


def page_of(browser, by, basis=FUNCTIONS):
    return browser.get(f"/vendors/concentration/?by={by}&basis={basis}&as_of={TODAY}")


def cells(book, name):
    return [[c.value for c in row] for row in book[name].iter_rows(min_row=2)]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weights=st.lists(st.one_of(st.none(), st.integers(0, 10**13)), min_size=1, max_size=8))
def test_page_command_export_and_board_show_the_same_numbers(app, sign_in, weights):
    """Whatever weighs how much: every reader of the figures is shown what `figures` says."""
    vendors = [active(f"v{n}-{len(weights)}-{db.session.query(AuditEntry).count()}") for n in range(len(weights))]

    def holdings(_as_of):
        for vendor, weight in zip(vendors, weights, strict=True):
            known = None if weight is None else Fraction(weight)
            yield Holding(vendor.id, known, "x", unknown_because=None if known is not None else shown.phrase("why"))

    app.extensions["concentration_bases"]["drawn"] = Basis("drawn", "Drawn", "", holdings, order=1)
    figures = found(Dimension.VENDOR, "drawn")
    printed = json.loads(cli(app, "--by", "vendor", "--basis", "drawn", "--json").output)
    assert [p["share"] for p in printed["parties"]] == [float(line.share) for line in figures.lines]
    assert printed["hhi"] == (None if figures.found.hhi is None else float(figures.found.hhi))
    assert printed["coverage"]["known"] == figures.found.known
    browser = sign_in(Role.IT_MANAGER)
    page = page_of(browser, "vendor", "drawn").get_data(as_text=True)
    for figure in shown.figures(figures) if figures.lines else ():
        assert f">{shown.value_text(figure)}" in page.replace("\n", "")
    book = openpyxl.load_workbook(
        io.BytesIO(browser.get(f"/vendors/concentration/?by=vendor&basis=drawn&as_of={TODAY}&format=xlsx").data)
    )
    assert [row[2] for row in cells(book, "Shares") if row[0]] == pytest.approx(
        [p["share"] for p in printed["parties"]]
    )
    values = {row[0]: row[1] for row in cells(book, "Figures")}
    assert values["HHI"] == shown.figures(figures)[0].value  # a number, as the page rounds it
    board = {figure.key: figure.value for figure in sheet(TODAY).figures}
    by_group = {figure.key: figure.value for figure in shown.figures(found(Dimension.GROUP, "drawn"))}
    assert board["drawn.coverage"] == by_group["coverage"]
    assert board.get("drawn.hhi") == by_group["hhi"]
    assert ("drawn.hhi" in board) == bool(found(Dimension.GROUP, "drawn").lines)  # where nothing weighs, said once


def test_the_page_is_whole_for_every_basis_dimension_and_odd_address(firm, sign_in):
    browser = sign_in(Role.IT_MANAGER)
    for basis in ("spend", FUNCTIONS, "contracts", "nonsense"):
        for by in (*Dimension, "nonsense"):
            answer = page_of(browser, by, basis)
            assert answer.status_code == 200
            page = answer.get_data(as_text=True)
            assert any(shown in page for shown in ('role="img"', "Nothing to measure yet", "Nothing rests on any"))
    assert browser.get("/vendors/concentration/?as_of=soon").status_code == 200


def test_the_chart_says_in_words_what_it_draws(firm, sign_in):
    page = page_of(sign_in(Role.BOARD), "group").get_data(as_text=True)
    described = re.search(r'aria-labelledby="shares-title shares-desc".*?<desc[^>]*>(.*?)</desc>', page, re.DOTALL)
    assert "母集團: 83.3%" in described.group(1)
    assert "Limit 30%" in described.group(1)
    assert "/vendors/1" not in re.findall(r"<main.*</main>", page, re.DOTALL)[0]


@pytest.mark.parametrize("args", [["--as-of", "yesterday"], ["--by", "colour"], ["--basis", "nonsense"]])
def test_the_command_says_what_it_does_not_understand(app, args):
    result = app.test_cli_runner().invoke(args=["concentration", "report", *args])
    assert result.exit_code == 2
    assert args[1] in result.output


def test_the_command_prints_for_people_too(app, firm):
    assert "母集團" in cli(app, "--basis", FUNCTIONS).output


# --- policy ----------------------------------------------------------------------------------------------------------


def test_the_administrator_sets_limits_and_the_trail_keeps_old_and_new(sign_in):
    browser, url = sign_in(Role.ADMINISTRATOR), "/vendors/concentration/limits/group/share"
    assert 'value="30"' in browser.get(url).get_data(as_text=True)
    for value in ("40", "25%"):
        version = db.session.query(ConcentrationLimit.version).scalar() or ""
        assert browser.post(url, {"at_most": value, "source": "董事會決議", "version": version}).status_code == 302
    assert db.session.query(ConcentrationLimit).one().at_most == "0.25"
    last = db.session.query(AuditEntry).filter_by(tag="vendors:limit:set").order_by(AuditEntry.seq.desc()).first()
    assert last.changes["at_most"] == ["0.4", "0.25"]
    assert "25%" in browser.get("/vendors/concentration/limits").get_data(as_text=True)
    assert browser.get("/vendors/concentration/limits/group/nonsense").status_code == 404


@pytest.mark.parametrize(
    ("at_most", "source", "field"),
    [("0", "x", "at_most"), ("101", "x", "at_most"), ("abc", "x", "at_most"), ("NaN", "x", "at_most"),
     ("1e999", "x", "at_most"), ("30", " ", "source")],
)  # fmt: skip
def test_a_limit_that_is_none_is_refused_at_its_field(sign_in, at_most, source, field):
    page = sign_in(Role.ADMINISTRATOR).post(
        "/vendors/concentration/limits/vendor/cr3", {"at_most": at_most, "source": source}
    )
    assert f'id="{field}-error"' in page.get_data(as_text=True)
    assert db.session.query(ConcentrationLimit).count() == 0


def test_rates_are_kept_exactly_and_dated(sign_in):
    browser = sign_in(Role.PROCUREMENT)
    answer = browser.post(
        "/vendors/concentration/rates/new",
        {"currency": "usd", "quoted_on": "115/6/1", "twd": "31.5050", "source": "臺銀"},
    )
    assert answer.status_code == 302
    rate = db.session.query(ExchangeRate).one()
    assert (rate.currency, rate.quoted_on, rate.twd) == ("USD", date(2026, 6, 1), "31.505")
    browser.post(f"/vendors/concentration/rates/{rate.id}", {"twd": "32", "source": "臺銀", "version": rate.version})
    db.session.expire_all()
    assert db.session.query(ExchangeRate).one().twd == "32"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"currency": "XXQ"}, "currency"), ({"currency": "TWD"}, "currency"), ({"twd": "-1"}, "twd"), ({"twd": "x"}, "twd"),
        ({"quoted_on": "2199-01-01"}, "quoted_on"), ({"quoted_on": "2026-05-01"}, "quoted_on"), ({"source": ""}, "source"),
    ],
)  # fmt: skip
def test_a_rate_that_cannot_be_is_refused_at_its_field(sign_in, wrong, field):
    with unit_of_work():
        operations.add_rate(
            currency="USD", quoted_on=date(2026, 5, 1), twd="31", source="x", today=clock.today(), by=None
        )
    fields = {"currency": "USD", "quoted_on": "2026-06-01", "twd": "31.5", "source": "臺銀"} | wrong
    page = sign_in(Role.PROCUREMENT).post("/vendors/concentration/rates/new", fields).get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert db.session.query(ExchangeRate).count() == 1


# --- duties and the first page ---------------------------------------------------------------------------------------


def duties(rule_id):
    return {
        o.subject_name: o
        for o in obligations(TODAY)
        if o.rule_id == rule_id and o.subject_type in ("vendor", "service")
    }


def test_a_passed_limit_is_not_met_and_all_else_is_not_assessed_never_met(firm):
    duty = duties("CC-19000-4-2")
    assert duty["甲"].state is duty["乙"].state is State.NOT_MET
    assert "83.33%" in str(duty["甲"].why)
    assert duty["丙"].state is State.NOT_ASSESSED
    assert "operating capability" in str(duty["丙"].why)
    assert {o.state for o in duties("CC-19000-4-7").values()} == {State.NOT_ASSESSED}
    assert all(o.next_step for o in duties("CC-19000-4-7").values())


def test_duties_reach_those_the_rule_reaches(firm):
    active("交易所", out_of_scope_reason="市場機構")
    make_vendor(name_zh="候選")
    make_vendor(name_zh="往日", status=VendorStatus.ENDED)
    assert set(duties("CC-19000-4-2")) == {"甲", "乙", "丙"}


def test_the_first_page_shows_each_role_what_is_theirs(firm, sign_in):
    active("丙股份有限公司")
    manager = sign_in(Role.IT_MANAGER).get("/").get_data(as_text=True)
    assert "母集團: 83.33%, limit 30%" in manager
    assert "下單 rests on 母集團 alone" in manager
    assert "Gaps in the register" not in manager
    buyer = sign_in(Role.PROCUREMENT).get("/").get_data(as_text=True)
    assert "Possibly registered twice" in buyer
    assert "Nobody responsible" in buyer
    assert "rests on" not in buyer


def test_the_number_of_queries_does_not_grow_with_the_vendors(app):
    from sqlalchemy import event

    def queries_for(n):
        function = core_function(f"f{n}")
        for k in range(n):
            make_service(active(f"w{n}-{k}"), functions=[function])
        asked = []
        event.listen(db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        list(obligations(TODAY))
        return len(asked)

    few = queries_for(2)
    app.extensions.pop("x", None)
    assert queries_for(12) <= 2 * few + 4
