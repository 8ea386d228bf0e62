"""What becomes of each row that a vendor sends back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.requests.cells import read_answer
from sbom.requests.rules import Line, SheetRow, Verdict, make_plan, row_id
from sbom.statements.rules import BITS, Said, Subject, identity_of, key_of

TODAY = date(2026, 11, 23)
BOTH = BITS[Subject.ORIGIN] | BITS[Subject.LICENCE]


def line(number: int = 1, name: str = "left-pad", version: str = "1.3.0", needs: int = BOTH) -> Line:
    purl = f"pkg:npm/{name}@{version}"
    return Line(number, key_of(identity_of(purl, "", name, version)), "", name, version, purl, needs)


def sheet_row(of: Line, request_id: int = 7, at: int = 2, **cells: str) -> SheetRow:
    ours = {"row_id": row_id(request_id, of.number, of.key), "component": of.full_name, "version": of.version}
    return SheetRow("Items", at, ours | {"purl": of.purl} | cells)


def plan(*rows: SheetRow, lines: tuple[Line, ...] = (), held=None):
    return make_plan(7, {one.number: one for one in lines or (line(),)}, held or {}, rows, TODAY)


GOOD = {"source_url": "https://example.org/left-pad.git", "licence": "MIT"}


def test_a_full_answer_is_accepted_with_both_statements():
    (row,) = plan(sheet_row(line(), **GOOD)).rows
    assert row.verdict is Verdict.ACCEPTED
    assert row.stated == {
        Subject.ORIGIN: {"source_url": "https://example.org/left-pad.git", "source_type": "vcs"},
        Subject.LICENCE: {"licence": "MIT"},
    }


@pytest.mark.parametrize(
    ("cells", "verdict", "words"),
    [
        ({}, Verdict.EMPTY, ""),
        ({"licence": "NOASSERTION"}, Verdict.REFUSED, "states no licence"),
        ({"licence": "our usual terms"}, Verdict.REFUSED, "on no list of licences"),
        ({"licence": "see file"}, Verdict.REFUSED, "states no licence"),
        ({"source_url": "npm"}, Verdict.REFUSED, "no address that can be followed"),
        ({"source_url": "file:///srv/build/left-pad"}, Verdict.REFUSED, "no address that can be followed"),
        ({"maker": "Example Ltd"}, Verdict.REFUSED, "maker's name alone"),
        ({"licence_ends_on": "2027-01-01"}, Verdict.REFUSED, "Name the licensor"),
        ({"licensor": "Example", "licence_ends_on": "soon"}, Verdict.REFUSED, "is not a date"),
        ({"licensor": "Example", "licence_ends_on": "2025-01-01"}, Verdict.REFUSED, "ended on 2025-01-01"),
        ({"whose": "nobody's"}, Verdict.REFUSED, "does not say whose work"),
        ({"source_url": "https://example.org/a.zip", "source_kind": "by post"}, Verdict.REFUSED, "no kind of address"),
        ({**GOOD, "licence": "UNKNOWN"}, Verdict.PARTLY, "states no licence"),
        ({"licence": "x" * 4001}, Verdict.REFUSED, "longer than 4,000"),
    ],
)
def test_what_proves_nothing_is_refused_with_the_reason(cells, verdict, words):
    (row,) = plan(sheet_row(line(), **cells)).rows
    assert row.verdict is verdict
    assert words in " ".join(str(reason) for reason in row.reasons)


@pytest.mark.parametrize("whose", ["own", "Our own work", "本公司自行開發"])
def test_what_is_the_vendors_own_work_is_said_in_either_language(whose):
    assert read_answer({"whose": whose}, TODAY)[0] == {Subject.OWNER: {"is_own": True}}


def test_a_licence_text_and_an_address_of_one_are_told_apart():
    text = "Permission is granted to use, copy and hand on this software, with this notice kept."
    assert read_answer({"licence_text": text}, TODAY)[0][Subject.LICENCE] == {"licence_text": text}
    address = {"licence": "Example Terms", "licence_text": "https://example.org/terms/1.0"}
    assert read_answer(address, TODAY)[0][Subject.LICENCE]["licence_url"] == "https://example.org/terms/1.0"


def test_a_row_that_speaks_of_another_component_is_not_taken():
    for changed in ({"component": "right-pad"}, {"version": "1.4.0"}, {"purl": "pkg:npm/left-pad@1.4.0"}):
        (row,) = plan(sheet_row(line(), **(GOOD | changed))).rows
        assert row.verdict is Verdict.CHANGED
        assert not row.stated


def test_a_version_that_the_spreadsheet_took_for_a_number_is_still_the_same():
    of = line(version="1.10")
    cells = sheet_row(of, **GOOD).cells | {"version": "1.1"}
    cells = {k: v for k, v in cells.items() if k != "purl"}
    assert plan(SheetRow("s", 2, cells, frozenset({"version"})), lines=(of,)).rows[0].verdict is Verdict.ACCEPTED
    assert plan(SheetRow("s", 2, cells), lines=(of,)).rows[0].verdict is Verdict.CHANGED


@pytest.mark.parametrize(
    "written", ["", "Q7-00001-ffff", "Q8-00001-0000", "Q7-99999-0000", "=1+1", "Q7-00001", "first row"]
)
def test_a_row_that_we_never_wrote_is_unknown(written):
    of = line()
    cells = GOOD | {"row_id": written or "x"}
    assert plan(SheetRow("s", 2, cells), lines=(of,)).rows[0].verdict is Verdict.UNKNOWN


def test_a_copied_row_answers_once():
    one, other = plan(sheet_row(line(), **GOOD), sheet_row(line(), at=3, **GOOD)).rows
    assert (one.verdict, other.verdict) == (Verdict.ACCEPTED, Verdict.REFUSED)
    assert "Row 2 answers" in str(other.reasons[0])


def test_what_is_stated_already_is_known_and_changes_no_digest():
    of = line()
    held = {of.key: Said(source_url=GOOD["source_url"], source_type="vcs", licence="MIT")}
    again = plan(sheet_row(of, **GOOD), held=held)
    assert again.rows[0].verdict is Verdict.UNCHANGED
    assert not again.accepted
    assert again.digest == plan(held=held).digest


TEXTS = st.text(max_size=60)


@given(st.dictionaries(st.sampled_from(["row_id", "component", "source_url", "source_kind", "licence", "licence_text",
                                        "licensor", "licence_ends_on", "whose", "maker", "note"]), TEXTS))  # fmt: skip
def test_no_row_whatever_is_in_it_breaks_the_plan(cells):
    of = line()
    for given_cells in (cells, sheet_row(of).cells | {k: v for k, v in cells.items() if k != "row_id"}):
        (row,) = plan(SheetRow("s", 2, given_cells), lines=(of,)).rows
        assert bool(row.stated) == (row.verdict in (Verdict.ACCEPTED, Verdict.PARTLY))
        assert row.reasons or row.verdict in (Verdict.ACCEPTED, Verdict.UNCHANGED, Verdict.EMPTY)
