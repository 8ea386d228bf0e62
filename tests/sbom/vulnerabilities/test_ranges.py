"""Which versions are affected: the OSV schema's evaluation against an oracle that counts through every version."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.components.versions import is_range, is_within
from sbom.vulnerabilities.ranges import Affected, Range, affected_of, hit, ordered
from sbom.vulnerabilities.rules import Match

RELEASES = [f"{major}.{minor}.0" for major in range(6) for minor in range(4)]


def is_affected(version: str, events: list[tuple[str, str]], *, kind: str = "SEMVER", ecosystem: str = "npm") -> bool:
    return hit(version, Affected((ordered(kind, events, ecosystem),)), ecosystem) is not None


@st.composite
def intervals(draw: st.DrawFn) -> list[tuple[int, int, bool]]:
    """Disjoint intervals over the releases: (first, last or first fixed, whether the end is a fix); -1 for no end."""
    cuts = sorted(draw(st.sets(st.integers(0, len(RELEASES) - 1), min_size=2, max_size=8)))
    pairs = [(cuts[i], cuts[i + 1]) for i in range(0, len(cuts) - 1, 2)]
    found = [(a, b, draw(st.booleans())) for a, b in pairs]
    if draw(st.booleans()):
        found[-1] = (found[-1][0], -1, True)
    return found


def events_of(found: list[tuple[int, int, bool]]) -> list[tuple[str, str]]:
    events: list[tuple[str, str]] = []
    for first, end, is_fix in found:
        events.append(("introduced", "0" if first == 0 else RELEASES[first]))
        if end >= 0:
            events.append(("fixed" if is_fix else "last_affected", RELEASES[end]))
    return events


@given(intervals(), st.randoms(use_true_random=False))
def test_a_version_is_affected_exactly_within_its_intervals_in_whatever_order_they_are_listed(found, rng):
    events = events_of(found)
    rng.shuffle(events)
    for index, version in enumerate(RELEASES):
        expected = any(
            first <= index and (end < 0 or (index < end if is_fix else index <= end)) for first, end, is_fix in found
        )
        assert is_affected(version, events) is expected, version
        assert is_affected(version, events, kind="ECOSYSTEM", ecosystem="pypi") is expected, version


@given(st.sets(st.sampled_from(RELEASES)), st.sampled_from(RELEASES))
def test_what_is_listed_version_by_version_is_affected_and_nothing_else(listed, version):
    found = hit(version, Affected(versions=frozenset(listed)), "npm") if listed else None
    assert (found is not None) is (version in listed)
    if found:
        assert found.match is Match.VERSION


@given(intervals())
def test_what_is_kept_is_what_was_read(found):
    affected = Affected((ordered("SEMVER", events_of(found), "npm"),), frozenset({"9.9.9"}))
    assert affected_of(affected.to_json()) == affected


@pytest.mark.parametrize(
    ("version", "ecosystem", "kind", "events", "expected"),
    [
        ("1.10.0", "npm", "SEMVER", [("introduced", "1.9.0"), ("fixed", "1.11.0")], True),  # not as text
        ("2.0.0-rc.1", "npm", "SEMVER", [("introduced", "0"), ("fixed", "2.0.0")], True),  # before its release
        ("2.0.0rc1", "pypi", "ECOSYSTEM", [("introduced", "0"), ("fixed", "2.0.0")], True),
        ("2.0.0.post1", "pypi", "ECOSYSTEM", [("introduced", "0"), ("last_affected", "2.0.0")], False),
        ("1!0.5", "pypi", "ECOSYSTEM", [("introduced", "0"), ("fixed", "3.0")], False),  # the epoch counts
        ("v1.4.0", "golang", "SEMVER", [("introduced", "1.2.0"), ("fixed", "1.5.0")], True),
        ("v2.0.0+incompatible", "golang", "SEMVER", [("introduced", "0"), ("last_affected", "2.0.0")], True),
        ("2.14.1", "maven", "ECOSYSTEM", [("introduced", "2.0-beta9"), ("fixed", "2.15.0")], True),
        ("1.0-SNAPSHOT", "maven", "ECOSYSTEM", [("introduced", "1.0")], False),
        ("1.1.1n-0+deb11u3", "deb", "ECOSYSTEM", [("introduced", "0"), ("fixed", "1.1.1n-0+deb11u4")], True),
        ("1.1.1n-0+deb11u4", "deb", "ECOSYSTEM", [("introduced", "0"), ("fixed", "1.1.1n-0+deb11u4")], False),
        ("1:2.0-1", "deb", "ECOSYSTEM", [("introduced", "0"), ("fixed", "3.0-1")], False),
        ("1.0~rc1-1", "deb", "ECOSYSTEM", [("introduced", "0"), ("fixed", "1.0-1")], True),
        ("2.9.7-13.el8", "rpm", "ECOSYSTEM", [("introduced", "0"), ("fixed", "0:2.9.7-16.el8_8.3")], True),
        ("1.2.3-r4", "apk", "ECOSYSTEM", [("introduced", "0"), ("fixed", "1.2.3-r5")], True),
        ("6.0.4.1", "gem", "ECOSYSTEM", [("introduced", "6.0.0"), ("fixed", "6.0.4.2")], True),
        ("4.0.0", "npm", "SEMVER", [("introduced", "0"), ("limit", "4.0.0")], False),
        ("3.9.9", "npm", "SEMVER", [("introduced", "0"), ("limit", "4.0.0")], True),
        ("4.0.0", "npm", "SEMVER", [("introduced", "0"), ("limit", "*")], True),
        ("1.0.0", "npm", "SEMVER", [("introduced", "1.0.0"), ("last_affected", "1.0.0")], True),
        ("1.0.1", "npm", "SEMVER", [("last_affected", "1.0.0"), ("introduced", "1.0.0")], False),
        ("0.9.0", "npm", "SEMVER", [("fixed", "1.0.0")], False),  # nothing was ever introduced
    ],
)
def test_versions_are_ordered_as_their_ecosystem_orders_them(version, ecosystem, kind, events, expected):
    assert is_affected(version, events, kind=kind, ecosystem=ecosystem) is expected


def test_the_fix_that_a_version_needs_is_the_next_one_on_its_own_line():
    events = [("introduced", "1.0.0"), ("fixed", "1.5.0"), ("introduced", "2.0.0"), ("fixed", "2.5.0")]
    affected = Affected((ordered("SEMVER", events, "npm"),))
    assert [hit(v, affected, "npm").fixed_in for v in ("1.2.0", "2.2.0")] == ["1.5.0", "2.5.0"]
    listed = Affected(affected.ranges, frozenset({"1.2.0"}))
    assert hit("1.2.0", listed, "npm").fixed_in == "1.5.0"


def test_a_commit_is_affected_only_where_an_advisory_names_that_very_commit():
    commits = Affected((Range("GIT", (("introduced", "0"), ("last_affected", "a" * 40), ("fixed", "b" * 40))),))
    assert hit("a" * 40, commits, "github").match is Match.VERSION
    assert hit("b" * 40, commits, "github") is None
    assert hit("1.2.3", commits, "github") is None


def test_a_record_with_neither_ranges_nor_versions_means_every_version():
    assert hit("1.0.0", Affected(), "npm").match is Match.RANGE
    assert hit("", Affected(), "npm") is None


@given(st.text(max_size=40), st.lists(st.tuples(st.sampled_from(["introduced", "fixed", "last_affected", "limit"]), st.text(max_size=20)), max_size=6),
       st.sampled_from(["npm", "pypi", "maven", "deb", "rpm", "apk", "golang", "gem", "nuget", "composer", "cargo", "hex", "conan", "swift", ""]))  # fmt: skip
def test_no_version_and_no_event_ends_in_a_crash(version, events, ecosystem):
    for kind in ("SEMVER", "ECOSYSTEM", "GIT"):
        hit(version, Affected((ordered(kind, [e for e in events if e[1]], ecosystem),)), ecosystem)


# ranges that name their own order (vers)


@pytest.mark.parametrize(
    "written",
    ["vers:npm/>=1|>=2", "vers:npm/<=1|<2", "vers:npm/>=1|<2|<4", "vers:npm/>=1|<1", "vers:npm/", "vers:npm/|", "vers:npm/>=",
     "vers:npm/1.x", "vers:npm/<not a version", "vers:/<1", "<1", "vers:npm/<1|<1.0.0"],
)  # fmt: skip
def test_bounds_that_do_not_close_each_other_are_no_range(written):
    assert not is_range(written)
    assert not is_within("1.5.0", written)


@given(
    st.lists(st.integers(0, 23), min_size=1, max_size=8, unique=True), st.booleans(), st.randoms(use_true_random=False)
)
def test_a_version_is_in_a_range_exactly_between_its_bounds(cuts, is_open_below, rng):
    cuts.sort()
    bounds, inside = [], is_open_below
    expected = {}
    at = 0
    for index, version in enumerate(RELEASES):
        if at < len(cuts) and cuts[at] == index:
            inside, at = not inside, at + 1
            bounds.append((">=" if inside else "<") + version)
        expected[version] = inside
    rng.shuffle(bounds)
    written = f"vers:npm/{'|'.join(bounds)}"
    assert is_range(written)
    assert {v: is_within(v, written) for v in RELEASES} == expected


def test_single_versions_stand_apart_from_the_bounds():
    assert [is_within(v, "vers:npm/1.0.0|>=2.0.0|!=2.1.0|<3.0.0") for v in ("1.0.0", "1.5.0", "2.1.0", "2.2.0", "3.0.0")] == [
        True, False, False, True, False]  # fmt: skip
    assert is_within("9.0.0", "vers:all/*")
    assert is_within("9.0.0", "vers:npm/!=1.0.0")
