"""Answers that are given again: only while every table they were read from stays as it was, for every process."""

from contextlib import suppress

import pytest
from sqlalchemy import select, text

from core.audit import record
from core.audit.kept import while_tables_unchanged, while_unchanged
from core.changed import counts, noting_reads
from core.db import db, unit_of_work
from core.errors import Refused
from tests.vendors.factories import make_vendor
from vendors.register.models import Group, Vendor


def names():
    return sorted(db.session.scalars(select(Vendor.name_zh)))


def asked(key="vendors", keep=while_tables_unchanged, read=names):
    """(the answer, whether it was worked out anew)."""
    times = []

    def work_out():
        times.append(1)
        return read()

    return keep((key,), work_out), bool(times)


def change(statement):
    with unit_of_work():
        db.session.execute(statement)
        record("vendors:vendor:edit", "test", by=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vendor SET name_zh = '乙'",
        "INSERT INTO vendor_group (name, country, version, is_sample) VALUES ('丙', '', 1, false)",
        "WITH mine AS (SELECT 1) UPDATE vendor SET name_zh = '乙'",
    ],
)
def test_an_answer_stays_until_a_table_it_was_read_from_is_written_to(app, statement):
    make_vendor(name_zh="甲")
    assert asked() == (["甲"], True)
    assert asked() == (["甲"], False)
    change(text(statement))
    touched = "vendor_group" not in statement
    assert asked() == (["乙" if touched else "甲"], touched)
    assert asked()[1] is False


def test_what_was_rolled_back_changes_nothing_and_inside_a_unit_of_work_nothing_is_kept(app):
    make_vendor(name_zh="甲")
    asked()
    before = counts()["vendor"]
    with suppress(Refused), unit_of_work():
        db.session.execute(text("UPDATE vendor SET name_zh = '乙'"))
        assert asked() == (["乙"], True)
        raise Refused("")
    assert counts()["vendor"] == before
    assert asked() == (["甲"], False)


def test_an_answer_made_of_others_goes_with_each_of_them(app):
    make_vendor(name_zh="甲")

    def both():
        groups = while_tables_unchanged(("groups",), lambda: list(db.session.scalars(select(Group.name))))
        return names(), groups

    assert asked("both", read=both) == ((["甲"], []), True)
    change(text("UPDATE vendor SET name_zh = '乙'"))  # the groups are given again, and still counted
    assert asked("both", read=both) == ((["乙"], []), True)
    change(text("INSERT INTO vendor_group (name, country, version, is_sample) VALUES ('丙', '', 1, false)"))
    assert asked("both", read=both) == ((["乙"], ["丙"]), True)


def test_what_is_kept_until_any_change_takes_what_is_made_of_it_along(app):
    def around():
        return while_unchanged(("any",), names)

    asked("around", read=around)
    assert asked("around", read=around)[1] is False
    change(text("INSERT INTO vendor_group (name, country, version, is_sample) VALUES ('丙', '', 1, false)"))
    assert asked("around", read=around)[1] is True


def test_a_database_that_was_put_back_and_went_on_differently_is_read_anew(app):
    def around():
        return while_unchanged(("any",), names)

    asked("around", read=around)
    db.session.rollback()
    with db.engine.begin() as other:  # as many entries as before, of which the last is another
        other.execute(text("UPDATE audit_head SET hash = 'another'"))
    assert asked("around", read=around)[1] is True


def test_a_name_that_is_no_table_of_ours_counts_as_every_table(app):
    with noting_reads() as tables:
        db.session.execute(text("WITH other AS (SELECT id FROM vendor) SELECT id FROM other"))
    assert tables == {"vendor", "*"}
