"""What may be written in the search box, and what is said where it cannot be understood."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.components.packages import cpe_key, folded, grams, hash_key, hash_range, licence_words
from sbom.find.parsing import MAX_QUERY, MAX_TERMS, Misread, parse
from sbom.find.rules import Bound, Field, HashPrefix, Query, Relation


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Query()),
        ("  ", Query()),
        ("Log4J-Core", Query(words=("log4j-core",))),
        ("報價 核心", Query(words=("報價", "核心"))),
        ("ｌｏｇ４ｊ", Query(words=("log4j",))),
        ('"Spring Core"', Query(words=("spring core",))),
        ("「報價 核心」", Query(words=("報價 核心",))),
        ("log4j <2.17.1", Query(words=("log4j",), bounds=(Bound(Relation.BELOW, "2.17.1"),))),
        ("log4j ＜ ２.１７", Query(words=("log4j",), bounds=(Bound(Relation.BELOW, "2.17"),))),
        (
            "log4j >=2.0,<2.15",
            Query(words=("log4j",), bounds=(Bound(Relation.AT_LEAST, "2.0"), Bound(Relation.BELOW, "2.15"))),
        ),
        ("a ≥1 !=1.2", Query(words=("a",), bounds=(Bound(Relation.AT_LEAST, "1"), Bound(Relation.IS_NOT, "1.2")))),
        ("a==1.0", Query(words=("a",), bounds=(Bound(Relation.IS, "1.0"),))),
        ("left-pad@1.3.0", Query(words=("left-pad",), bounds=(Bound(Relation.IS, "1.3.0"),))),
        ("@scope/part@1", Query(words=("@scope/part",), bounds=(Bound(Relation.IS, "1"),))),
        ("org.example:part:1.2", Query(words=("org.example/part",), bounds=(Bound(Relation.IS, "1.2"),))),
        ("org.example:part", Query(words=("org.example/part",))),
        ("pkg:npm/%40scope/part", Query(purl="pkg:npm/@scope/part")),
        ("PKG:npm/part@1.0?arch=x#a", Query(purl="pkg:npm/part", bounds=(Bound(Relation.IS, "1.0"),))),
        ("pkg:npm/part >=1", Query(purl="pkg:npm/part", bounds=(Bound(Relation.AT_LEAST, "1"),))),
        ("pkg:maven", Query(purl="pkg:maven/")),
        ("purl:npm/part", Query(purl="pkg:npm/part")),
        ("cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*", Query(cpe=("apache", "log4j"))),
        ("cpe:/a:apache:log4j:2.14", Query(cpe=("apache", "log4j"), bounds=(Bound(Relation.IS, "2.14"),))),
        ("cpe:apache:log4j", Query(cpe=("apache", "log4j"))),
        (r"cpe:2.3:a:a\:b:c\+\+:1", Query(cpe=("a:b", "c++"), bounds=(Bound(Relation.IS, "1"),))),
        ("SHA-256:ABCD1234", Query(hash=HashPrefix("abcd1234", "sha256"))),
        ("hash:abcd", Query(hash=HashPrefix("abcd"))),
        ("d41d8cd98f00b204e9800998ecf8427e", Query(hash=HashPrefix("d41d8cd98f00b204e9800998ecf8427e"))),
        ("supplier:Apache", Query(fields=((Field.SUPPLIER, "apache"),))),
        ('供應者："晨曦 資訊"', Query(fields=((Field.SUPPLIER, "晨曦 資訊"),))),
        ("license:GPL", Query(fields=((Field.LICENCE, "gpl"),))),
        ("name:a version:2", Query(fields=((Field.NAME, "a"),), bounds=(Bound(Relation.IS, "2"),))),
    ],
)
def test_what_is_written_is_understood(written, meant):
    assert parse(written) == meant


def test_a_hash_in_base64_is_read_as_npm_writes_it():
    assert parse("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=").hash == HashPrefix(
        "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha1"
    )


@pytest.mark.parametrize(
    ("written", "at", "says"),
    [
        ("<2.0", 0, "which component"),
        ("supplier:x <2.0", 11, "which component"),
        ("log4j <", 6, "version must follow <"),
        ('log4j "core', 6, "does not end"),
        ("log4j supplier:", 6, "must follow supplier:"),
        ("supplyer:apache", 0, "supplyer: is nothing"),
        ("a !b", 2, "Nothing can be made of !"),
        ("hash:12", 0, "at least the first 4"),
        ("sha256:xyz12345", 0, "0 to 9 and a to f"),
        ("pkg:", 0, "at least a type"),
        ("cpe:2.3:a:*:*", 0, "at least a vendor"),
        ("pkg:npm/a pkg:npm/b", 10, "Only one package URL"),
        ("x" * (MAX_QUERY + 1), MAX_QUERY, "too long"),
        (" ".join("ab" for _ in range(MAX_TERMS + 1)), 3 * MAX_TERMS, "Too many words"),
        ("a <" + "1" * 300, 2, "No version is longer"),
        ("log4j >=1|>=2", 6, "is no version"),
        ("log4j =^2.1", 6, "is no version"),
        ("log4j >2 <1.5", 6, "No version can be >2 and <1.5"),
        ("log4j >=2.0 <2.0", 6, "No version can be"),
        ("log4j@1 >2", 8, "No version can be >2 and =1"),
    ],
)
def test_what_cannot_be_understood_is_said_with_its_place(written, at, says):
    with pytest.raises(Misread) as refused:
        parse(written)
    assert refused.value.at == at
    assert says in str(refused.value.phrase)


@given(st.text(max_size=80))
def test_whatever_is_written_is_understood_or_refused_at_a_place_in_it(written):
    with suppress(Misread) as _:
        assert parse(written) is not None
        return
    with pytest.raises(Misread) as refused:
        parse(written)
    assert 0 <= refused.value.at < len(written)


@given(st.text(max_size=60))
def test_a_text_in_quotes_is_looked_for_as_it_is(text):
    plain = text.translate(dict.fromkeys(map(ord, '"＂“”「」『』\x00')))
    assert parse(f'"{plain}"').words == ((folded(plain),) if folded(plain) else ())


@pytest.mark.parametrize(
    ("bound", "version", "ecosystem", "holds"),
    [
        (Bound(Relation.BELOW, "2.17.1"), "2.9.0", "maven", True),
        (Bound(Relation.BELOW, "2.17.1"), "2.17.1", "maven", False),
        (Bound(Relation.BELOW, "1.0"), "1.0-rc1", "maven", True),
        (Bound(Relation.BELOW, "1.0"), "1.0~rc1", "deb", True),
        (Bound(Relation.AT_LEAST, "2.0"), "10.0", "", True),
        (Bound(Relation.IS, "1.0"), "1.0.0", "pypi", True),
        (Bound(Relation.IS_NOT, "1.0"), "1.0.1", "pypi", True),
        (Bound(Relation.ABOVE, "v1.9"), "v1.10", "golang", True),
        (Bound(Relation.AT_MOST, "1.0"), "1.1", "npm", False),
    ],
)
def test_versions_are_compared_in_their_ecosystems_order(bound, version, ecosystem, holds):
    assert bound.holds(version, ecosystem) is holds


def test_a_version_that_is_not_stated_fits_nothing():
    assert not Query(bounds=(Bound(Relation.IS_NOT, "1"),)).fits("", "npm")


@given(st.text("0123456789abcdef", min_size=16, max_size=64), st.integers(4, 64))
def test_a_hash_lies_between_the_ends_of_each_of_its_beginnings(digits, length):
    low, high = hash_range(digits[:length])
    key = hash_key(digits.upper())
    assert key is not None
    assert low <= key <= high


@pytest.mark.parametrize("value", ["", "abc", "1_2" * 8, "+" + "1" * 20, "g" * 32, "１" * 20])
def test_what_is_no_hash_has_no_number(value):
    assert hash_key(value) is None


@given(st.text(max_size=40), st.data())
def test_every_part_of_a_text_has_its_threes_of_characters(text, data):
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    assert set(grams(part)) <= set(grams(text))


def test_a_cpe_is_kept_by_vendor_and_product():
    assert cpe_key("cpe:2.3:a:Apache:Log4j:2.14.1:*:*:*:*:*:*:*") == "apache:log4j"
    assert cpe_key("cpe:/o:linux:kernel") == "linux:kernel"
    assert cpe_key("no cpe") == cpe_key("") == ""


def test_licences_are_found_from_the_beginning_of_their_names():
    words = licence_words("(MIT OR LGPL-2.1-only); 商業授權")
    assert " lgpl-2.1" in words
    assert " mit" in words
    assert " gpl" not in words
