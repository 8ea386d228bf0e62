"""Each line of the rule that delivered software is judged by, on the smallest firms that tell met from not met."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.auth.rules import Role
from core.db import db, unit_of_work
from core.obligations import State
from sbom.components.models import Delivery
from sbom.notices import operations as notices
from sbom.notices.rules import Channel, Kind, Severity
from sbom.products.models import Product, Release
from sbom.support import operations as support
from sbom.support.models import ComponentSupport
from sbom.support.refreshing import refresh
from sbom.support.rules import Course, Cycle, Supported
from tests.sbom.documents import component
from tests.sbom.factories import DISCLOSED, make_delivery, make_release
from tests.sbom.vulnerabilities.advisories import bring_in, npm, osv_record
from tests.support.rule_lines import NOW, Firm, Lack, Line, People, holds

TODAY = NOW.date()


# --- 4-5: where components come from ----------------------------------------------------------------------------------


def delivered(*components: dict[str, Any]) -> Firm:
    def build(people: People) -> None:
        make_delivery(None, *components)

    return build


def no_sbom(people: People) -> None:
    make_release()


def lacking(what: str) -> dict[str, Any]:
    return component("b", **{key: value for key, value in DISCLOSED.items() if key != what})


# --- 4-9: what the vendor tells, and what is done about it ------------------------------------------------------------


def vendor_of(delivery: Delivery) -> int:
    return db.session.get_one(Product, db.session.get_one(Release, delivery.release_id).product_id).vendor_id


def advised(*, package: str = "other", days: int = 0) -> Firm:
    """A product of whose components advisories are known: a critical one where they speak of its package."""

    def build(people: People) -> datetime:
        make_delivery(None, npm(package))
        bring_in(osv_record("GHSA-bbbb-cccc-dddd", "widget", database_specific={"severity": "CRITICAL"}))
        return NOW + timedelta(days=days)

    return build


def told(*, measure_due: int) -> Firm:
    """The vendor told at once; the countermeasure has its day."""

    def build(people: People) -> None:
        vendor_id = vendor_of(make_delivery(None, npm("unheard-of")))
        bring_in()
        with unit_of_work():
            notice = notices.register_notice(
                vendor_id=vendor_id, kind=Kind.VULNERABILITY, title="弱點", severity=Severity.CRITICAL,
                channel=Channel.EMAIL, told_at=clock.now(), by=None,
            )  # fmt: skip
            notices.add_measure(notice, title="升級", due_on=TODAY + timedelta(days=measure_due), by=None)

    return build


# --- 17010-1-10: what is out of support -------------------------------------------------------------------------------


def running(cycle: str, *, retire: bool = False) -> Firm:
    """A product on a line of versions: 2 lost its support, 3 loses it within months, 4 does not soon."""

    def build(people: People) -> None:
        delivery = make_delivery(None, component("frame", version=f"{cycle}.1", purl=f"pkg:npm/frame@{cycle}.1"))
        with unit_of_work():
            support.keep_products([FRAME])
            refresh()
        if retire:
            product_id = db.session.get_one(Release, delivery.release_id).product_id
            row = db.session.query(ComponentSupport).filter_by(product_id=product_id).one()
            owner = db.session.merge(people.one)
            with unit_of_work():
                support.decide(
                    row, course=Course.RETIRE, target="4", plan="改版", owner_id=owner.id,
                    due=TODAY + timedelta(days=60), by=owner,
                )  # fmt: skip

    return build


def cycle(name: str, days: int) -> Cycle:
    return Cycle(name, TODAY + timedelta(days=days), days < 0)


FRAME = Supported("frame", "Frame", ("pkg:npm/frame",), (cycle("4", 900), cycle("3", 90), cycle("2", -90)))


LINES = (
    Line("CC-19000-4-5", delivered(component("a", **DISCLOSED)), (
        Lack("an SBOM", no_sbom, State.NOT_ASSESSED),
        Lack("the source of one component", delivered(component("a", **DISCLOSED), lacking("externalReferences"))),
        Lack("the licence of one component", delivered(component("a", **DISCLOSED), lacking("licenses"))),
    )),
    Line("CC-19000-4-9", advised(), (
        Lack("a notice of a grave vulnerability, by its due time", advised(package="widget", days=5)),
        Lack("the end of a grave vulnerability, while there is time", advised(package="widget"), State.DUE_SOON),
        Lack("a countermeasure, while there is time", told(measure_due=5), State.DUE_SOON),
        Lack("a countermeasure by its day", told(measure_due=-1)),
    )),
    Line("CC-17010-1-10", running("4"), (
        Lack("support, and a plan to retire it", running("2")),
        Lack("support", running("2", retire=True), State.DUE_SOON),
        Lack("support that lasts", running("3"), State.DUE_SOON),
    )),
)  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.rule)
def test_a_line_tells_the_smallest_firm_that_meets_it_from_those_that_lack_one_thing(line, app, person):
    holds(line, People(person(Role.IT_MANAGER), person(Role.COMPLIANCE)))
