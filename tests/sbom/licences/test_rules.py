import pytest
from hypothesis import given
from hypothesis import strategies as st

from sbom.licences.rules import Standing, statement


@pytest.mark.parametrize(
    ("text", "standing", "means"),
    [
        ("MIT", Standing.LISTED, "MIT"),
        ("mit", Standing.LISTED, "MIT"),
        ("(MIT OR Apache-2.0)", Standing.LISTED, "MIT OR Apache-2.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", Standing.LISTED, "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("Apache-2.0+", Standing.LISTED, "Apache-2.0+"),
        ("GPL-2.0-with-classpath-exception", Standing.LISTED, "GPL-2.0-with-classpath-exception"),
        ("Apache License, Version 2.0", Standing.RECOGNISED, "Apache-2.0"),
        ("The MIT License (MIT)", Standing.RECOGNISED, "MIT"),
        ("GNU General Public License v2.0 or later", Standing.RECOGNISED, "GPL-2.0-or-later"),
        ("MIT AND LicenseRef-own", Standing.REFERRING, "MIT AND LicenseRef-own"),
        ("DocumentRef-a:LicenseRef-b", Standing.REFERRING, "DocumentRef-a:LicenseRef-b"),
        ("MIT/X11", Standing.UNKNOWN, "MIT/X11"),
        ("GPL", Standing.UNKNOWN, "GPL"),
        ("BSD", Standing.UNKNOWN, "BSD"),
        ("Classpath-exception-2.0", Standing.UNKNOWN, "Classpath-exception-2.0"),
        ("MIT (Apache-2.0)", Standing.UNKNOWN, "MIT (Apache-2.0)"),
        ("MIT AND (", Standing.INVALID, "MIT AND ("),
        ("MIT AND BSD-3", Standing.INVALID, "MIT AND BSD-3"),
        ("MIT AND NOASSERTION", Standing.INVALID, "MIT AND NOASSERTION"),
        ("MIT WITH Apache-2.0", Standing.INVALID, "MIT WITH Apache-2.0"),
        ("NOASSERTION", Standing.NOTHING, "NOASSERTION"),
        ("none", Standing.NOTHING, "none"),
        ("UNKNOWN", Standing.NOTHING, "UNKNOWN"),
        ("UNLICENSED", Standing.NOTHING, "UNLICENSED"),
        ("SEE LICENSE IN LICENSE.md", Standing.NOTHING, "SEE LICENSE IN LICENSE.md"),
        ("see file", Standing.NOTHING, "see file"),
        ("LICENSE.txt", Standing.NOTHING, "LICENSE.txt"),
        ("file: LICENSE", Standing.NOTHING, "file: LICENSE"),
        ("", Standing.NOTHING, ""),
    ],
)
def test_what_a_licence_statement_is_worth(text: str, standing: Standing, means: str):
    found = statement(text)
    assert (found.standing, found.means) == (standing, means)


def test_unlicense_is_a_licence_and_unlicensed_is_none():
    assert statement("Unlicense").standing is Standing.LISTED


def test_a_text_beyond_reading_is_kept_short():
    deep = statement("(" * 3_000 + "MIT" + ")" * 3_000)
    assert deep.standing is Standing.UNKNOWN
    assert len(deep.unknown[0]) == 200
    assert statement(" AND ".join(["MIT"] * 501)).standing is Standing.INVALID


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["MIT", "AND", "OR", "WITH", "(", ")", "Apache-2.0", "+", "x/y"]), max_size=12).map(
        " ".join
    )
)
def test_any_text_gets_a_standing(text: str):
    found = statement(text)
    assert found.standing in Standing
    if found.standing in (Standing.LISTED, Standing.RECOGNISED):
        assert statement(found.means).standing is Standing.LISTED
