"""What a licence comes to under the firm's policy, and which branch was chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.phrases import Phrase
from sbom.licences.policy import DEFAULTS, Category, Policy, Ruling, category_of, judge, together

DEFAULT = Policy()


@pytest.mark.parametrize(
    ("text", "ruling", "chosen"),
    [
        ("MIT", "allowed", "MIT"),
        ("The MIT License", "allowed", "MIT"),
        ("GPL-3.0-only", "review", "GPL-3.0-only"),
        ("MIT OR GPL-3.0-only", "allowed", "MIT"),
        ("GPL-3.0-only OR AGPL-3.0-only", "review", "GPL-3.0-only"),
        ("MIT AND GPL-3.0-only", "review", "MIT AND GPL-3.0-only"),
        ("(GPL-2.0-only OR MIT) AND CC-BY-NC-4.0", "denied", "MIT AND CC-BY-NC-4.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "allowed", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("GPL-2.0-or-later", "review", "GPL-2.0-or-later"),
        ("AGPL-3.0-or-later", "review", "AGPL-3.0-or-later"),
        ("BUSL-1.1", "review", "BUSL-1.1"),
        ("LicenseRef-Ours", "review", "LicenseRef-Ours"),
        ("NOASSERTION", "review", "NOASSERTION"),
        ("our own words", "review", "our own words"),
        ("", "review", ""),
    ],
)
def test_what_a_statement_comes_to(text, ruling, chosen):
    verdict = judge(text, DEFAULT)
    assert (verdict.ruling.value, verdict.chosen) == (ruling, chosen)
    assert verdict.reasons


@pytest.mark.parametrize(
    ("spdx_id", "category"),
    [
        ("CC0-1.0", Category.PUBLIC_DOMAIN), ("Apache-2.0", Category.PERMISSIVE), ("LGPL-2.1+", Category.WEAK_COPYLEFT),
        ("MPL-2.0", Category.WEAK_COPYLEFT), ("GPL-3.0-only", Category.STRONG_COPYLEFT),
        ("AGPL-3.0-only", Category.NETWORK_COPYLEFT), ("SSPL-1.0", Category.SOURCE_AVAILABLE),
        ("CC-BY-NC-SA-4.0", Category.NON_COMMERCIAL), ("Nobody-1.0", Category.UNKNOWN),
    ],
)  # fmt: skip
def test_the_category_of_a_licence(spdx_id, category):
    assert category_of(spdx_id) is category


def test_the_firm_may_treat_one_licence_otherwise():
    policy = Policy(by_id={"gpl-3.0-only": Ruling.DENIED, "house licence": Ruling.ALLOWED})
    assert judge("GPL-3.0-only", policy).ruling is Ruling.DENIED
    assert judge("MIT OR GPL-3.0-only", policy).ruling is Ruling.ALLOWED
    assert judge("House Licence", policy).ruling is Ruling.ALLOWED
    assert "GPL-3.0-only" in str(judge("GPL-3.0-only", policy).reasons[0])


def test_a_choice_says_what_was_chosen_and_why():
    reasons = [str(r) for r in judge("GPL-3.0-only OR MIT", DEFAULT).reasons]
    assert reasons == ["Of 2 licences to choose from, MIT is chosen.", "MIT is Permissive: Allowed."]


IDS = st.sampled_from(["MIT", "GPL-3.0-only", "CC-BY-NC-4.0", "LGPL-2.1-only", "BUSL-1.1"])
RANK = list(Ruling).index


@given(st.lists(IDS, min_size=1, max_size=6))
def test_a_choice_is_as_mild_as_its_mildest_and_a_sum_as_grave_as_its_gravest(ids):
    single = [RANK(judge(i, DEFAULT).ruling) for i in ids]
    assert RANK(judge(" OR ".join(ids), DEFAULT).ruling) == min(single)
    assert RANK(judge(" AND ".join(ids), DEFAULT).ruling) == max(single)
    assert RANK(together([judge(i, DEFAULT) for i in ids]).ruling) == max(single)


@given(st.text(max_size=60))
def test_any_text_gets_a_ruling_and_a_reason(text):
    verdict = judge(text, DEFAULT)
    assert isinstance(verdict.reasons[0], Phrase)


def test_every_category_has_a_default():
    assert set(DEFAULTS) == set(Category)
    assert together([]) is None


def test_nothing_is_decided_without_a_reason(app):
    from core.db import unit_of_work
    from sbom.licences import operations

    with pytest.raises(Refused), unit_of_work():
        operations.decide("MIT", ruling=Ruling.DENIED, reason=" ", by=None)
    with pytest.raises(Refused), unit_of_work():
        operations.set_rule("category:nothing", ruling=Ruling.DENIED, reason="x", by=None)
