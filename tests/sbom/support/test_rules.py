"""Which cycle a version belongs to, and where support stands on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from sbom.support.endoflife import is_endoflife, products_of
from sbom.support.rules import NEAR, Support, cycle_of, support_on

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("version", "cycles", "expected"),
    [
        ("2.7.18", ["2.7", "3.0"], "2.7"),
        ("v18.19.1", ["18", "20"], "18"),
        ("3.11.4", ["3", "3.11", "3.1"], "3.11"),
        ("3.1", ["3.11"], None),
        ("20.04", ["20.04", "22.04"], "20.04"),
        ("1:9.2.15-1", ["9.2", "1"], "9.2"),
        ("10.1.0-jre", ["10.1"], "10.1"),
        ("unknown", ["1"], None),
        ("", ["1"], None),
    ],
)
def test_a_version_belongs_to_the_longest_cycle_it_begins_with(version, cycles, expected):
    assert cycle_of(version, cycles) == expected


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.integers(0, 99))
def test_a_longer_version_of_a_cycle_is_in_it_and_a_longer_number_is_not(numbers, more):
    name = ".".join(map(str, numbers))
    assert cycle_of(f"{name}.{more}", [name]) == name
    assert cycle_of(name + str(more % 10), [name]) is None or numbers[-1] == 0


@given(st.integers(-400, 400))
def test_the_last_day_is_still_supported(days):
    state = support_on(TODAY, ends_on=TODAY + timedelta(days=days), ended=None, is_known=True)
    expected = Support.OUT if days < 0 else Support.ENDING if days <= NEAR.days else Support.SUPPORTED
    assert state is expected


def test_without_a_day_the_tables_own_word_counts():
    assert support_on(TODAY, ends_on=None, ended=True, is_known=True) is Support.OUT
    assert support_on(TODAY, ends_on=None, ended=False, is_known=True) is Support.SUPPORTED
    assert support_on(TODAY, ends_on=None, ended=None, is_known=False) is Support.UNKNOWN


def test_both_forms_of_the_table_are_read():
    old = [
        {"cycle": "2.7", "eol": "2025-01-01", "latest": "2.7.18"},
        {"cycle": 3, "eol": False},
        {"cycle": "4", "eol": True},
    ]
    new = {"result": {"name": "demo", "label": "Demo", "identifiers": [{"type": "purl", "id": "pkg:npm/demo"}, {"type": "cpe", "id": "x"}],
                      "releases": [{"name": "2.7", "isEol": True, "eolFrom": "2025-01-01", "latest": {"name": "2.7.18"}}]}}  # fmt: skip
    (first,) = products_of(old, "folder/demo.json")
    assert (first.name, [(c.name, c.ends_on, c.ended) for c in first.cycles]) == (
        "demo", [("2.7", date(2025, 1, 1), None), ("3", None, False), ("4", None, True)]
    )  # fmt: skip
    (second,) = products_of(new, "full.json")
    assert (second.label, second.purls, second.cycles[0].latest) == ("Demo", ("pkg:npm/demo",), "2.7.18")
    with pytest.raises(Refused):
        products_of(old, "")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cycle", "eol", "name", "latest", "result", "releases", "identifiers"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_whatever_stands_in_a_table_it_is_read_or_none(document):
    for one in (
        document,
        [{"cycle": document, "eol": document, "latest": document}],
        {"result": {"name": "a", "releases": document, "identifiers": document}},
    ):
        if is_endoflife(one):
            products_of(one, "a.json")
