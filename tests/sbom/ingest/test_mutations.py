"""Files that were valid once: each is read or refused in a sentence, within bounds, and reaches for nothing outside."""

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.auth.rules import Role
from core.background.models import State, Work
from core.background.operations import run_next
from core.db import db
from tests.sbom.factories import make_release
from tests.sbom.ingest.mutations import check, mutations, seeds

SEEDS = seeds()


def test_what_is_mutated_was_valid():
    for seed in SEEDS:
        sbom = check(seed)
        assert sbom is not None
        assert sbom.valid, seed


@given(mutations(SEEDS))
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
def test_a_mutation_is_read_or_refused_in_a_sentence(data):
    check(data)


def test_uploads_of_mutations_are_answered_and_end(sign_in):
    product_id = make_release(number="1").product_id
    browser = sign_in(Role.IT_MANAGER)
    codes = set()

    @given(mutations(SEEDS), st.integers(1, 10**9))
    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    def upload(data, number):
        form = {"product_id": product_id, "number": f"m{number}", "file": (BytesIO(data), "bom.json")}
        codes.add(browser.post("/sbom/upload", form, content_type="multipart/form-data").status_code)

    upload()
    while run_next():
        pass
    assert codes <= {200, 302}
    assert not [work.result for work in db.session.query(Work) if work.state is State.FAILED and work.failure is None]
