"""The pictures: areas that fill their rectangle, who carries what, levels of what lies beneath; each as a table too."""

import io

import networkx as nx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.concentration import bars, network, pictures, queries
from vendors.concentration.bases import basis_named
from vendors.concentration.dimensions import Dimension
from vendors.concentration.treemap import squarified
from vendors.register.models import Subcontracting
from vendors.register.rules import VendorStatus
from vendors.services.models import Service
from vendors.services.rules import Criticality


@given(st.lists(st.floats(0.001, 1_000), min_size=1, max_size=30))
def test_tiles_have_the_areas_of_their_weights_and_fill_the_rectangle(weights):
    weights = sorted(weights, reverse=True)
    tiles = squarified(weights, 900, 440)
    assert len(tiles) == len(weights)
    for weight, tile in zip(weights, tiles, strict=True):
        assert tile.width * tile.height == pytest.approx(weight / sum(weights) * 900 * 440, rel=1e-6)
        assert tile.x >= -1e-6
        assert tile.x + tile.width <= 900 + 1e-3
        assert tile.y >= -1e-6
        assert tile.y + tile.height <= 440 + 1e-3


@pytest.mark.parametrize(
    ("text", "width", "kept"), [("ABC", 100, "ABC"), ("甲乙丙丁戊", 40, "甲乙…"), ("ABCDEFGH", 6, "")]
)
def test_a_label_takes_no_more_than_its_room(text, width, kept):
    assert pictures.fitted(text, width) == kept


def carry(function, *services):
    with unit_of_work():
        for service in services:
            db.session.get_one(Service, service.id).functions.append(db.session.merge(function))


def below(upper, lower, service=None):
    with unit_of_work():
        db.session.add(
            Subcontracting(vendor_id=upper.id, subcontractor_id=lower.id, work="", service_id=service.id if service else None)
        )  # fmt: skip


@pytest.fixture
def firm(app):
    """Two vendors serve one function and rest, one of them through a third, on one machine room; a ring below it."""
    one, two, three, room, ring = (
        make_vendor(name_zh=name, status=VendorStatus.ACTIVE) for name in ("甲", "乙", "丙", "機房", "環")
    )
    first, second, third = make_service(one), make_service(two), make_service(three)
    quotes = make_function(name="行情", criticality=Criticality.CORE)
    orders = make_function(name="下單", criticality=Criticality.CORE)
    carry(quotes, first, second)
    carry(orders, third)
    below(one, room)
    below(two, three, second)
    below(three, room)
    below(room, ring)
    below(ring, room)
    return quotes, orders


def test_who_carries_what_is_told_by_marks(firm):
    functions, rows = network.matrix(clock.today())
    names = [name for _, name in functions]
    told = {row.name: dict(zip(names, row.marks, strict=True)) for row in rows}
    assert told == {
        "甲": {"行情": "direct", "下單": ""},
        "乙": {"行情": "direct", "下單": ""},
        "丙": {"行情": "below", "下單": "sole"},
        "機房": {"行情": "sole", "下單": "sole"},
        "環": {"行情": "sole", "下單": "sole"},
    }


def test_levels_go_down_to_the_last_subcontractor_and_rings_end(firm):
    net = network.network(clock.today())
    layers = [{net.nodes[key].name for key in layer} for layer in net.layers]
    assert layers == [{"行情", "下單"}, {"甲", "乙", "丙"}, {"機房"}, {"環"}]
    named = {(net.nodes[a].name, net.nodes[b].name) for a, b in net.edges}
    assert {("乙", "丙"), ("機房", "環"), ("環", "機房")} <= named
    graph = nx.DiGraph(net.edges)
    for key, node in net.nodes.items():
        if node.layer:
            tops = [f for f in net.nodes if f.startswith("function:") and nx.has_path(graph, f, key)]
            assert node.functions == len(tops)
    quotes, _ = firm
    assert {n.name for n in network.network(clock.today(), quotes.id).nodes.values() if n.layer == 1} == {"甲", "乙"}
    drawn = pictures.drawing(net)
    assert len(drawn.boxes) == 7
    assert drawn.left_out == 0
    assert len({(box.x, box.y) for box in drawn.boxes}) == 7


def test_the_page_shows_each_picture_with_its_table_and_the_workbook_has_native_charts(firm, sign_in):
    browser = sign_in(Role.AUDITOR)
    quotes, _ = firm
    address = "/vendors/concentration/pictures?basis=critical_functions"
    page = browser.get(address).get_data(as_text=True)
    assert page.count('role="img"') == page.count("<desc ") == 3, "the areas once for a desk, once for a phone"
    assert page.count("The same as a table") == 2
    assert "style=" not in page.partition("<main")[2]
    for odd in (
        f"&function={quotes.id}",
        "&function=x",
        "&by=country",
        "&by=fourth_party",
        "&as_of=2020-01-01",
        "&by=x",
    ):
        assert browser.get(address + odd).status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{address}&format=xlsx").data))
    assert len(book.worksheets[0]._charts) == 2
    assert [sheet.max_row > 1 for sheet in book.worksheets[1:]] == [True, True, True]


def test_a_long_name_is_cut_to_the_room_it_has(firm):
    make_service(make_vendor(name_zh="長" * 120, status=VendorStatus.ACTIVE), users=7)
    found = queries.figures(clock.today(), Dimension.VENDOR, basis_named("users"))
    (bar,) = bars.chart(found, 5).bars
    assert bar.label == "長" * 120
    assert len(bar.fits) < len(bar.fits_narrow) < 30
    narrow = pictures.treemap(found, is_narrow=True)
    assert max(tile.x + tile.width for tile in narrow.tiles) <= narrow.width


def test_an_empty_firm_has_empty_pictures(app, sign_in):
    assert sign_in(Role.BOARD).get("/vendors/concentration/pictures").status_code == 200
    assert sign_in(Role.BOARD).get("/vendors/concentration/pictures?format=xlsx").status_code == 200
