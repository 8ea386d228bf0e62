"""Where a component is, in what releases of which vendors, and whom to call about it."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from contracts.facts.models import ContractFact
from contracts.facts.rules import FactKind
from contracts.facts.values import Duration, Unit, kept
from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.i18n import say
from core.phrases import N_, counted, phrase
from sbom.components.models import ComponentHash, Delivery, Package
from sbom.components.operations import remove_deliveries
from sbom.find.parsing import parse
from sbom.find.queries import Scope, find
from sbom.products.models import Product, Release
from tests.contracts.factories import make_contract
from tests.sbom.documents import component
from tests.sbom.factories import make_delivery, make_product, make_release
from tests.vendors.factories import make_function, make_service, make_vendor
from vendors.register.models import Contact
from vendors.services.models import Service
from vendors.services.rules import Criticality

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LOG4J = component(
    "log4j-core",
    group="org.apache.logging.log4j",
    version="2.14.1",
    purl="pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1?type=jar",
    cpe="cpe:2.3:a:apache:log4j:2.14.1:*:*:*:*:*:*:*",
    supplier={"name": "Apache Software Foundation"},
    licenses=[{"license": {"id": "Apache-2.0"}}],
    hashes=[
        {"alg": "SHA-256", "content": SHA256.upper()},
        {"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"},
    ],
)
NEWER = LOG4J | {
    "version": "2.17.1",
    "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1",
    "cpe": "cpe:2.3:a:apache:log4j:2.17.1:*:*:*:*:*:*:*",
    "hashes": [],
}
QUOTES = component("報價核心模組", version="３.1", supplier={"name": "晨曦資訊"})
SCOPED = component("part", group="@scope", version="10.0.0", purl="pkg:npm/%40scope/part@10.0.0")
LODASH = component(
    "lodash",
    version="4.17.20",
    purl="pkg:npm/lodash@4.17.20",
    externalReferences=[
        {
            "type": "distribution",
            "url": "https://example.org/l.tgz",
            "hashes": [{"alg": "SHA-1", "content": "da39a3ee5e6b4b0d3255bfef95601890afd80709"}],
        }
    ],
)


@pytest.fixture(autouse=True)
def _on_a_day():
    with clock.at(datetime(2026, 9, 1, 10)):
        yield


@pytest.fixture
def shipped(app) -> list[int]:
    """Two vendors' SBOMs: one ships the old log4j and some more, one the newer."""
    return [make_delivery(None, LOG4J, QUOTES, SCOPED).id, make_delivery(None, NEWER, LODASH).id]


def found(query: str, scope: Scope = Scope.CURRENT) -> list[str]:
    """name version of what is found, in order."""
    from sbom.find.answers import answers

    return [f"{a.component.name} {a.component.version}" for a in answers(find(parse(query), scope).places)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("log4j", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("LOG4J-CORE <2.17.1", ["log4j-core 2.14.1"]),
        ("log4j-core >=2.15,<3", ["log4j-core 2.17.1"]),
        ("log4j-core@2.14.1", ["log4j-core 2.14.1"]),
        ("org.apache.logging.log4j:log4j-core:2.17.1", ["log4j-core 2.17.1"]),
        ("apache logging", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("apache lodash", []),
        ("報價", ["報價核心模組 ３.1"]),
        ("核", ["報價核心模組 ３.1"]),
        ("晨曦", ["報價核心模組 ３.1"]),
        ("報價 <3.2", ["報價核心模組 ３.1"]),
        ("part >=9", ["part 10.0.0"]),
        ("part >=11", []),
        ("@scope/part", ["part 10.0.0"]),
        ("pkg:npm/@scope/part", ["part 10.0.0"]),
        ("pkg:npm/%40scope/part@10.0.0", ["part 10.0.0"]),
        ("pkg:npm/%40scope/part@9", []),
        ("pkg:npm/%40scope", ["part 10.0.0"]),
        ("pkg:npm/", ["lodash 4.17.20", "part 10.0.0"]),
        ("pkg:npm/lod", []),
        ("cpe:2.3:a:apache:log4j", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("cpe:/a:apache:log4j:2.14.1", ["log4j-core 2.14.1"]),
        ("cpe:2.3:a:apache:*", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("cpe:2.3:*:*:log4j <2.15", ["log4j-core 2.14.1"]),
        (SHA256, ["log4j-core 2.14.1"]),
        (SHA256[:10], ["log4j-core 2.14.1"]),
        (f"sha256:{SHA256[:12]}", ["log4j-core 2.14.1"]),
        (f"sha1:{SHA256[:12]}", []),
        (SHA256[:-1] + "9", []),
        ("d41d8cd98f00b204e9800998ecf8427e", ["log4j-core 2.14.1"]),
        ("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=", ["lodash 4.17.20"]),
        ("supplier:apache", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("supplier:lodash", []),
        ("licence:apache-2", ["log4j-core 2.14.1", "log4j-core 2.17.1"]),
        ("licence:2.0", []),
        ("log4j licence:mit", []),
        ("100%", []),
        ("log4j_core", []),
        ("", []),
    ],
)
def test_a_component_is_found_by_whatever_is_known_of_it(shipped, query, expected):
    assert sorted(found(query)) == sorted(expected)


def test_the_exact_name_comes_first(app):
    make_delivery(None, component("core-extras"), component("a-core"), component("core"))
    assert found("core") == ["core 1.0.0", "core-extras 1.0.0", "a-core 1.0.0"]


def test_words_of_two_characters_are_found_in_short_names(app):
    make_delivery(None, component("qs"), component("ws"))
    assert found("qs") == ["qs 1.0.0"]


def test_only_releases_in_use_are_searched_unless_asked_for(app):
    product = make_product()
    old, new = make_release(product, number="1"), make_release(product, number="2")
    make_delivery(old, LOG4J)
    make_delivery(new, NEWER)
    with unit_of_work():
        releases = {r.number: r for r in db.session.query(Release)}
        releases["1"].is_current, releases["2"].is_current = False, True
    assert found("log4j") == ["log4j-core 2.17.1"]
    assert found("log4j", Scope.ALL) == ["log4j-core 2.14.1", "log4j-core 2.17.1"]
    assert found(SHA256) == []
    assert found(SHA256, Scope.ALL) == ["log4j-core 2.14.1"]
    with unit_of_work():
        db.session.query(Product).update({Product.is_ended: True})
    assert found("log4j") == []


def test_an_sbom_that_was_superseded_is_not_what_is_in_use(app):
    release = make_release()
    make_delivery(release, LOG4J)
    make_delivery(release, NEWER)
    assert found("log4j", Scope.ALL) == ["log4j-core 2.17.1"]


def test_places_without_a_version_are_told_not_counted(app, sign_in):
    make_delivery(None, {"type": "library", "name": "mystery"}, component("mystery-two", version="1.0"))
    result = find(parse("mystery <2"))
    assert (len(result.places), result.unversioned) == (1, 1)
    assert "1 more place states no version" in page(sign_in(Role.AUDITOR), "mystery <2")


def test_more_than_can_be_read_is_cut_and_said(app):
    make_delivery(None, *(component(f"part-{n:02}") for n in range(30)))
    result = find(parse("part"), most=10)
    assert len(result.places) == 10
    assert result.is_cut
    assert found("part")[:2] == ["part-00 1.0.0", "part-01 1.0.0"]


def test_what_is_one_entry_is_kept_once(shipped):
    make_delivery(None, LOG4J, LOG4J)
    assert db.session.query(Package).filter_by(name="org.apache.logging.log4j/log4j-core").count() == 1
    assert len(found("log4j-core =2.14.1")) == 3


def test_a_delivery_that_goes_takes_its_hashes_along(shipped):
    with unit_of_work():
        remove_deliveries(shipped[:1])
    assert found(SHA256) == []
    assert {row.delivery_id for row in db.session.query(ComponentHash)} == {shipped[1]}


def page(browser, query: str, **more: str) -> str:
    answer = browser.get("/sbom/find", query_string={"q": query, **more})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def service(app) -> Service:
    """What one vendor does for the order system, with three people who were or are to be called."""
    vendor = make_vendor(name_zh="晨曦資訊股份有限公司")
    function = make_function(name="電子下單", criticality=Criticality.CORE)
    service = make_service(vendor, name="下單主機維護")
    with unit_of_work():
        db.session.merge(service).functions.append(db.session.merge(function))
        db.session.add(Contact(vendor_id=vendor.id, name="業務小陳", phone="02-1"))
        db.session.add(Contact(vendor_id=vendor.id, name="王資安", purpose="資安事件", phone="02-2"))
        db.session.add(Contact(vendor_id=vendor.id, name="離職", purpose="資安事件", ended_on=date(2026, 1, 1)))
    return db.session.query(Service).one()


def confirm(contract_id: int, hours: int) -> None:
    """The contract's paper says so, and somebody confirmed it."""
    from contracts.documents.models import Document
    from contracts.documents.rules import DocumentKind
    from core.files import store

    with unit_of_work():
        stored = store(BytesIO(b"paper"))
        document = Document(
            contract_id=contract_id,
            sha256=stored.sha256,
            name="c.txt",
            kind=DocumentKind.CONTRACT,
            size=5,
            uploaded_at=clock.now(),
        )
        db.session.add(document)
        db.session.flush()
        db.session.add(
            ContractFact(
                contract_id=contract_id, document_id=document.id, kind=FactKind.INCIDENT_NOTICE,
                value=kept(Duration(Decimal(hours), Unit.HOURS)), start=0, end=1, page=1, passage="應立即通報", confirmed_at=clock.now(),
            )
        )  # fmt: skip


def test_the_answer_names_everybody_it_concerns(sign_in, service):
    number, vendor = service.id, service.vendor
    covering = make_contract(vendor, number="C-COVER", service_ids=[number]).id
    other = make_contract(vendor, number="C-OTHER").id
    confirm(covering, 4)
    confirm(other, 1)
    product = make_product(vendor_id=db.session.query(Service).one().vendor_id, service_id=number, name="下單系統")
    make_delivery(make_release(product, number="3.2"), LOG4J)
    text = page(sign_in(Role.IT_MANAGER), "log4j-core <2.17.1")
    for words in (
        "晨曦資訊股份有限公司",
        "下單系統 3.2",
        "下單主機維護",
        "電子下單（Core）",
        "王資安",
        "02-2",
        "C-COVER",
    ):
        assert words in text
    assert re.search(r"within 4 hours", text)
    for words in ("業務小陳", "離職", "C-OTHER"):
        assert words not in text


def test_what_nobody_confirmed_or_recorded_is_said(sign_in, shipped):
    text = page(sign_in(Role.IT_MANAGER), "log4j <2.15")
    assert "no running contract" in text
    assert "nobody is recorded" in text
    make_contract(db.session.get_one(Delivery, shipped[0]).release.product.vendor, number="C-9")
    assert "not confirmed from contract C-9" in page(sign_in(Role.IT_MANAGER), "log4j <2.15")


def test_what_cannot_be_understood_is_marked_where_it_stands(sign_in, shipped):
    text = page(sign_in(Role.AUDITOR), "log4j <b>:x supplyer:a")
    assert 'role="alert"' in text
    assert "<b>" not in text
    text = page(sign_in(Role.AUDITOR), "log4j supplyer:apache")
    assert "supplyer: is nothing that can be searched in" in text
    assert "<mark>supplyer:apache</mark>" in text


def test_the_page_can_be_shared_paged_and_taken_away(sign_in, app):
    make_delivery(None, *(component(f"part-{n:03}") for n in range(60)))
    browser = sign_in(Role.AUDITOR)
    text = page(browser, "part", page="2")
    assert "part-025" in text
    assert "26–50 of 60" in text
    assert "scope" in page(browser, "part", scope="all", page="99", size="x")
    sheet = load_workbook(BytesIO(browser.get("/sbom/find?q=part&format=xlsx").data)).active
    assert sheet.max_row == 61
    assert browser.get("/sbom/find?q=%3C1&format=xlsx").status_code == 200


def test_a_components_own_page_leads_to_who_else_ships_it(sign_in, shipped):
    browser = sign_in(Role.IT_MANAGER)
    text = browser.get(f"/sbom/{shipped[0]}/components/0").get_data(as_text=True)
    assert "/sbom/find?q=pkg:maven/org.apache.logging.log4j/log4j-core" in text
    assert f"hash:{SHA256}" in text.lower()
    assert browser.get("/sbom/components?q=log4j").location.endswith("/sbom/find?q=log4j")


def test_hostile_words_change_nothing(sign_in, shipped):
    browser = sign_in(Role.AUDITOR)
    for hostile in (
        '"',
        "'",
        '" OR 1=1 --',
        "a* NEAR(b)",
        '""""',
        "name:%",
        "\\",
        "{a: b}",
        "^log",
        "-log4j",
        "log4j*",
        "\x00",
    ):
        assert browser.get("/sbom/find", query_string={"q": hostile}).status_code == 200


def test_one_of_a_thing_is_spoken_of_as_one(sign_in, shipped):
    browser = sign_in(Role.IT_MANAGER)
    assert "1 place in 1 release of 1 vendor." in browser.get("/sbom/find?q=lodash").get_data(as_text=True)
    assert "2 places in 2 releases of 2 vendors." in browser.get("/sbom/find?q=log4j").get_data(as_text=True)
    assert say(phrase(counted(1, N_("%(n)s row"), N_("%(n)s rows")), n=1)) == "1 row"
    assert say(phrase(counted(0, N_("%(n)s row"), N_("%(n)s rows")), n=0)) == "0 rows"


def test_the_command_answers_scripts(app, shipped):
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["sbom", "find", "log4j-core <2.17.1", "--json"])
    assert answer.exit_code == 0
    document = json.loads(answer.output)
    assert (document["found"], document["components"][0]["version"]) == (1, "2.14.1")
    assert "1 found in 1 release of 1 vendor\n" in runner.invoke(args=["sbom", "find", "log4j", "<2.17.1"]).output
    assert runner.invoke(args=["sbom", "find", "nothing-like-it"]).exit_code == 1
    refused = runner.invoke(args=["sbom", "find", "<1"])
    assert refused.exit_code == 2
    assert "which component" in refused.output
