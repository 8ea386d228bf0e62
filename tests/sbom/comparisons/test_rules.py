"""What changed between two deliveries, however the files order their components."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.comparisons.rules import Change, Entry, compare
from sbom.components.versions import compare_as_known, compare_versions


def entry(name: str, version: str = "1.0", **fields) -> Entry:
    kind = fields.pop("kind", "npm")
    made = Entry(0, name, version, f"pkg:{kind}/{name}@{version}", f"pkg:{kind}/{name}", "MIT", "", frozenset(), 2)
    return replace(made, **fields)


def only(old: list[Entry], new: list[Entry]) -> tuple[Change, ...]:
    found = compare(old, new).differences
    assert len(found) == 1
    return found[0].changes


A = entry("a")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ([A], [A], (Change.UNCHANGED,)),
        ([], [A], (Change.NEW,)),
        ([A], [], (Change.GONE,)),
        ([A], [entry("a", "1.10")], (Change.UPGRADED,)),
        ([entry("a", "1.10")], [entry("a", "1.9")], (Change.DOWNGRADED,)),
        ([A], [replace(A, licence="GPL-3.0-only")], (Change.RELICENSED,)),
        ([A], [replace(A, licence="")], (Change.UNCHANGED,)),
        ([A], [replace(A, disclosed=1)], (Change.LESS_DISCLOSED,)),
        ([replace(A, supplier="甲")], [replace(A, supplier="乙")], (Change.RESUPPLIED,)),
        ([A], [entry("a", "2.0", licence="BUSL-1.1")], (Change.RELICENSED, Change.UPGRADED)),
    ],
)
def test_every_kind_of_change(old, new, changes):
    assert only(old, new) == changes


def test_the_same_version_with_other_contents_is_an_alarm():
    old = replace(A, hashes=frozenset({("SHA-256", "aa"), ("MD5", "11")}))
    assert only([old], [replace(A, hashes=frozenset({("SHA-256", "bb")}))]) == (Change.ALTERED,)
    assert only([old], [replace(A, hashes=frozenset({("SHA-1", "cc")}))]) == (Change.UNCHANGED,)


def test_a_package_in_several_versions_is_matched_version_by_version():
    found = compare([entry("a", "1.0"), entry("a", "2.0")], [entry("a", "2.0"), entry("a", "1.1"), entry("a", "3.0")])
    assert {(d.old and d.old.version, d.new and d.new.version) for d in found.differences} == {
        ("2.0", "2.0"), ("1.0", "1.1"), (None, "3.0"),
    }  # fmt: skip


def test_without_a_package_url_group_and_name_tell():
    plain = replace(A, purl="", package="")
    assert only([plain], [replace(plain, version="2.0")]) == (Change.UPGRADED,)


ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from("abc"),
        st.sampled_from(["1.0", "1.1", "2.0", "", "odd one"]),
        licence=st.sampled_from(["MIT", "GPL-2.0-only", ""]),
        disclosed=st.integers(0, 2),
    ),
    max_size=12,
)


@given(ENTRIES, ENTRIES)
def test_every_component_of_both_sides_is_accounted_for_once(old, new):
    found = compare(old, new).differences
    assert sorted(map(repr, (d.old for d in found if d.old))) == sorted(map(repr, old))
    assert sorted(map(repr, (d.new for d in found if d.new))) == sorted(map(repr, new))


@given(ENTRIES)
def test_nothing_changed_from_a_delivery_to_itself(entries):
    assert {c for d in compare(entries, list(reversed(entries))).differences for c in d.changes} <= {Change.UNCHANGED}


@given(ENTRIES, ENTRIES)
def test_what_is_new_one_way_is_gone_the_other(old, new):
    forth, back = compare(old, new).counts, compare(new, old).counts
    assert (forth[Change.NEW], forth[Change.GONE]) == (back[Change.GONE], back[Change.NEW])


@pytest.mark.parametrize(
    ("ecosystem", "earlier", "later"),
    [
        ("npm", "1.9.0", "1.10.0"), ("npm", "1.0.0-rc.1", "1.0.0"), ("pypi", "1.0.dev1", "1.0a1"),
        ("pypi", "1.0rc1", "1.0"), ("maven", "1.0-SNAPSHOT", "1.0"), ("maven", "2.14.1", "2.17.1"),
        ("deb", "1.0~rc1-1", "1.0-1"), ("deb", "9.0", "1:1.0"), ("rpm", "1.0-2", "1.0-10"), ("apk", "1.2.3-r1", "1.2.3-r2"),
        ("golang", "v1.2.0", "v1.10.0"), ("nuget", "1.0.0-beta", "1.0.0"), ("gem", "1.0.a", "1.0"),
        ("", "1.9", "1.10"), ("", "v2.0-beta", "2.0"), ("nobody", "2024.1", "2024.12"), ("npm", "not one", "not two"),
    ],
)  # fmt: skip
def test_versions_stand_in_their_ecosystems_own_order(ecosystem, earlier, later):
    assert compare_versions(earlier, later, ecosystem) == -1
    assert compare_versions(later, earlier, ecosystem) == 1


@given(
    st.text(max_size=12), st.text(max_size=12), st.sampled_from(["npm", "maven", "deb", "pypi", "rpm", "golang", ""])
)
def test_any_two_versions_can_be_compared(one, other, ecosystem):
    assert compare_versions(one, other, ecosystem) == -compare_versions(other, one, ecosystem)


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.lists(st.integers(0, 30), min_size=1, max_size=4),
    st.sampled_from(
        ["npm", "maven", "deb", "pypi", "rpm", "golang", "gem", "nuget", "cargo", "apk", "conan", "hex", ""]
    ),
)
def test_plain_numbers_are_compared_the_short_way_with_the_ecosystems_own_result(one, other, ecosystem):
    first, second = (".".join(map(str, numbers)) for numbers in (one, other))
    assert compare_versions(first, second, ecosystem) == compare_as_known(first, second, ecosystem)
