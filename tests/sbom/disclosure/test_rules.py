"""Grades of origin and licence: what proves, what only names, and what proves nothing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.disclosure.grades import LicenceGrade, OriginGrade
from sbom.disclosure.rules import Gap, disclosure_of, is_own, totals
from sbom.ingest.rules import (
    Component,
    Hash,
    Header,
    Licence,
    LicenceDetail,
    LicenceKind,
    Licensing,
    Party,
    Reference,
)

TODAY = date(2026, 6, 30)
TEXT = "Permission is hereby granted, free of charge, to any person obtaining a copy of this software."
VCS = Reference("vcs", "https://example.org/colours.git")


def judged(**fields: Any) -> Any:
    return disclosure_of(Component(path="/components/0", name="colours", **fields), TODAY)


@pytest.mark.parametrize(
    ("fields", "grade"),
    [
        ({"references": (VCS,), "version": "1"}, OriginGrade.PROVEN),
        ({"references": (VCS,), "hashes": (Hash("SHA-256", "aa"),)}, OriginGrade.PROVEN),
        ({"references": (VCS,)}, OriginGrade.STATED),
        ({"references": (Reference("source-distribution", "https://example.org/s.tgz"),), "version": "1"}, OriginGrade.PROVEN),
        ({"references": (Reference("vcs", "git@github.com:a/b.git"),), "version": "1"}, OriginGrade.PROVEN),
        ({"references": (Reference("distribution", "https://example.org/c.tgz"),)}, OriginGrade.STATED),
        ({"purl": "pkg:npm/c@1?download_url=https%3A%2F%2Fexample.org%2Fc.tgz"}, OriginGrade.STATED),
        ({"purl": "pkg:npm/colours@1.0.0", "version": "1"}, OriginGrade.WEAK),
        ({"references": (Reference("website", "https://example.org"),)}, OriginGrade.WEAK),
        ({"supplier": Party("Example")}, OriginGrade.WEAK),
        ({"purl": "pkg:generic/colours@1"}, OriginGrade.MISSING),
        ({"references": (Reference("vcs", "NOASSERTION"),)}, OriginGrade.MISSING),
        ({"references": (Reference("distribution", "file:///home/builder/c.tgz"),)}, OriginGrade.MISSING),
        ({"references": (Reference("vcs", "http://localhost:3000/a.git"),)}, OriginGrade.MISSING),
        ({"references": (Reference("distribution", "somewhere"),)}, OriginGrade.MISSING),
        ({"supplier": Party("NOASSERTION")}, OriginGrade.MISSING),
        ({}, OriginGrade.MISSING),
    ],
)  # fmt: skip
def test_origin(fields: dict[str, Any], grade: OriginGrade):
    found = judged(**fields)
    assert found.origin.grade is grade
    assert found.origin.reasons
    assert found.source_disclosed == (grade in (OriginGrade.PROVEN, OriginGrade.STATED))
    assert (Gap.SOURCE_ADDRESS in found.gaps) == (not found.source_disclosed)


def named(value: str, kind: LicenceKind = LicenceKind.NAME, **fields: Any) -> Licence:
    return Licence(kind, value, **fields)


@pytest.mark.parametrize(
    ("licences", "grade"),
    [
        ([named("Own", text=TEXT)], LicenceGrade.PROVEN),
        ([named("file: LICENSE", text=TEXT, acknowledgement="evidence")], LicenceGrade.PROVEN),
        ([named("Own", licensing=Licensing(licensor="Example"))], LicenceGrade.PROVEN),
        ([named("Own", licensing=Licensing(licensor="Example", expiration="2026-06-30T00:00:00Z"))], LicenceGrade.PROVEN),
        ([named("MIT", LicenceKind.ID)], LicenceGrade.NAMED),
        ([named("MIT OR Apache-2.0", LicenceKind.EXPRESSION)], LicenceGrade.NAMED),
        ([named("Apache 2")], LicenceGrade.NAMED),
        ([named("Own licence", url="https://example.org/licence-2.0")], LicenceGrade.NAMED),
        ([named("LicenseRef-own", LicenceKind.EXPRESSION, details=(LicenceDetail("LicenseRef-own", text=TEXT),))], LicenceGrade.PROVEN),
        ([named("MIT AND LicenseRef-own", LicenceKind.EXPRESSION, details=(LicenceDetail("LicenseRef-own", text=TEXT),))], LicenceGrade.NAMED),
        ([named("NOASSERTION", LicenceKind.EXPRESSION), named("MIT", LicenceKind.ID)], LicenceGrade.NAMED),
        ([named("Own")], LicenceGrade.UNCLEAR),
        ([named("Own", text="see LICENSE")], LicenceGrade.UNCLEAR),
        ([named("Own", text="https://example.org/a/very/long/address/of/a/licence/text.html")], LicenceGrade.UNCLEAR),
        ([named("Own", licensing=Licensing(licensor="Example", expiration="2026-06-29T00:00:00Z"))], LicenceGrade.UNCLEAR),
        ([named("Own", licensing=Licensing(licensor="Example", expiration="soon"))], LicenceGrade.UNCLEAR),
        ([named("LicenseRef-own", LicenceKind.EXPRESSION)], LicenceGrade.UNCLEAR),
        ([named("MIT AND (", LicenceKind.EXPRESSION)], LicenceGrade.UNCLEAR),
        ([named("MIT", LicenceKind.ID, acknowledgement="evidence")], LicenceGrade.UNCLEAR),
        ([named("NOASSERTION", LicenceKind.EXPRESSION)], LicenceGrade.MISSING),
        ([named("NOASSERTION", LicenceKind.EXPRESSION, acknowledgement="evidence")], LicenceGrade.MISSING),
        ([Licence(LicenceKind.UNNAMED)], LicenceGrade.MISSING),
        ([named("UNKNOWN")], LicenceGrade.MISSING),
        ([], LicenceGrade.MISSING),
    ],
)  # fmt: skip
def test_licence(licences: list[Licence], grade: LicenceGrade):
    found = judged(licences=tuple(licences))
    assert found.licence.grade is grade
    assert found.licence.reasons
    assert found.licence_proven == (grade in (LicenceGrade.PROVEN, LicenceGrade.NAMED))
    assert (Gap.LICENCE in found.gaps) == (grade is LicenceGrade.MISSING)
    assert (Gap.CLEAR_LICENCE in found.gaps) == (grade is LicenceGrade.UNCLEAR)


def test_what_is_said_against_other_licences_is_kept():
    found = judged(licences=(named("MIT", LicenceKind.ID), named("House rules")))
    assert [str(r) for r in found.licence.reasons] == [
        "SPDX licence: MIT",
        "“House rules” is on no list of licences, and neither its text nor its address is given.",
    ]


def test_the_address_of_a_licence_beside_the_component_names_it():
    assert judged(references=(Reference("license", "https://example.org/LICENSE"),)).licence.grade is LicenceGrade.NAMED


def test_a_component_that_says_everything_lacks_nothing():
    found = judged(
        version="1",
        purl="pkg:npm/colours@1",
        supplier=Party("Example"),
        hashes=(Hash("SHA-512", "aa"),),
        licences=(named("MIT", LicenceKind.ID, text=TEXT),),
        references=(VCS,),
        copyright="(c) Example",
    )
    assert found.gaps == ()


def test_the_vendors_own_components_are_known_by_their_maker_or_as_the_subject():
    header = Header(supplier=Party("Example Ltd"), described=("SPDXRef-product",))
    assert is_own(Component("/0", "a", supplier=Party("EXAMPLE LTD")), header)
    assert is_own(Component("/0", "a", ref="SPDXRef-product"), header)
    assert not is_own(Component("/0", "a", supplier=Party("Other")), header)
    assert not is_own(Component("/0", "a"), Header())


LICENCES = st.builds(
    Licence,
    st.sampled_from(LicenceKind),
    st.sampled_from(["MIT", "Own", "NOASSERTION", "", "MIT AND (", "LicenseRef-x"]),
    text=st.sampled_from(["", TEXT]),
    url=st.sampled_from(["", "https://example.org/l"]),
    acknowledgement=st.sampled_from(["", "declared", "evidence"]),
)
COMPONENTS = st.builds(
    Component,
    st.just("/components/0"),
    st.text(max_size=5),
    version=st.sampled_from(["", "1"]),
    purl=st.sampled_from(["", "pkg:npm/a@1", "pkg:", "nonsense"]),
    licences=st.lists(LICENCES, max_size=3).map(tuple),
    references=st.lists(
        st.builds(
            Reference,
            st.sampled_from(["vcs", "distribution", "website", "x"]),
            st.sampled_from(["https://a.tw/b", "x", ""]),
        ),
        max_size=3,
    ).map(tuple),
)


@given(COMPONENTS, LICENCES)
def test_saying_more_never_lowers_a_grade(component: Component, more: Licence):
    from dataclasses import replace

    before = disclosure_of(component, TODAY)
    after = disclosure_of(
        replace(component, licences=(*component.licences, more), references=(*component.references, VCS)), TODAY
    )
    grades = list(LicenceGrade)
    assert grades.index(after.licence.grade) <= grades.index(before.licence.grade)
    assert list(OriginGrade).index(after.origin.grade) <= list(OriginGrade).index(before.origin.grade)
    assert after.source_disclosed


@given(st.lists(st.tuples(COMPONENTS, st.booleans()), max_size=8))
def test_totals_add_up(rows: list[tuple[Component, bool]]):
    found = totals((disclosure_of(c, TODAY), own) for c, own in rows)
    assert found.components == len(rows) == sum(found.origins.values()) == sum(found.licences.values())
    assert found.both <= min(found.source_disclosed, found.licence_proven)
    assert found.source_disclosed == found.components - found.gaps.get(Gap.SOURCE_ADDRESS, 0)
    assert found.licence_proven == found.components - found.gaps.get(Gap.LICENCE, 0) - found.gaps.get(
        Gap.CLEAR_LICENCE, 0
    )
    assert found.share(found.both) is None if not rows else 0 <= found.share(found.both) <= 1
