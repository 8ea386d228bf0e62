"""What the minimum elements are, and how an SBOM is held against them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.elements.catalogue import standards
from sbom.elements.rules import COMPONENT_CHECKS, DOCUMENT_CHECKS, WHY_NOT, Level, added, count, coverage
from sbom.ingest.reading import read_sbom
from tests.sbom.documents import TAG_VALUE, as_bytes, component, cyclonedx, full_json

CHECKS = {*COMPONENT_CHECKS, *DOCUMENT_CHECKS, "dependencies"}


def counted(document) -> dict[str, tuple[int, int]]:
    return count(read_sbom(document if isinstance(document, bytes) else as_bytes(document)))


def test_every_listed_element_has_a_test_and_every_test_a_reason():
    for standard in standards():
        assert {element.check for element in standard.elements} <= CHECKS
    assert set(WHY_NOT) == CHECKS


@pytest.mark.parametrize(("standard", "required"), [("ntia", 7), ("cisa", 12), ("bsi", 15)])
def test_the_lists_are_as_long_as_their_sources(standard, required):
    found = next(one for one in standards() if one.id == standard)
    assert len(found.required) == required


def test_a_full_document_has_what_ntia_wants():
    found = counted(full_json("1.6"))
    parser_and_inner = 2
    assert found["name"] == (2, parser_and_inner)
    assert found["supplier"] == (1, parser_and_inner)
    assert found["maker_contact"] == (1, parser_and_inner)
    assert found["identifier"] == (1, parser_and_inner)
    assert found["dependencies"] == (2, parser_and_inner)
    assert found["declared_licence"] == (1, parser_and_inner)
    assert found["sha512"] == (0, parser_and_inner)
    assert [found[k] for k in ("author", "timestamp", "tool", "uri", "format")] == [(1, 1)] * 5
    assert found["lifecycle"] == (0, 1)


@pytest.mark.parametrize("word", ["NOASSERTION", "UNKNOWN", "none", "n/a"])
def test_a_word_that_says_nothing_is_no_element(word):
    found = counted(cyclonedx(component("a", publisher=word, version=word, licenses=[{"license": {"name": word}}])))
    assert [found[k] for k in ("supplier", "version", "licence")] == [(0, 1)] * 3


@pytest.mark.parametrize(("version", "recent"), [("1.5", 0), ("1.6", 1), ("1.7", 1)])
def test_bsi_wants_a_recent_format(version, recent):
    assert counted(cyclonedx(component(), version=version))["format"] == (recent, 1)
    assert counted(TAG_VALUE.encode())["format"] == (0, 1)


def test_bsis_own_properties_are_read():
    properties = [
        {"name": f"bsi:component:{k}", "value": "x"} for k in ("filename", "executable", "archive", "structured")
    ]
    found = counted(cyclonedx(component("a", properties=properties), component("b")))
    assert [found[k] for k in ("filename", "executable", "archive", "structured")] == [(1, 2)] * 4


def test_vulnerabilities_inside_break_bsi_only():
    found = counted(cyclonedx(component(), vulnerabilities=[{"id": "CVE-2026-0001"}]))
    assert found["no_vulnerabilities"] == (0, 1)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4))
def test_shares_stay_between_none_and_all(pairs):
    several = [{check: (min(pair), max(pair)) for check in CHECKS} for pair in pairs]
    for standard in standards():
        found = coverage(standard, added(several))
        assert found.share is None or 0 <= found.share <= 1
        assert (found.share == 1) == (found.complete == found.required and found.share is not None)
        assert all(element.level is Level.MUST for element in standard.required)
