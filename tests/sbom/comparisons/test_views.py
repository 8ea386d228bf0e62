"""The page and the command that say what changed."""

import io

from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from core.auth.rules import Role
from sbom.disclosure.cli import commands
from tests.sbom.documents import as_bytes, component, cyclonedx
from tests.sbom.factories import make_delivery, make_product, make_release

OLD = [component("a", version="1.0"), component("b")]
NEW = [component("a", version="1.1"), component("c")]


def two_deliveries():
    product = make_product()
    first, second = make_release(product), make_release(product)
    return make_delivery(first, *OLD).id, make_delivery(second, *NEW).id


def test_a_delivery_is_compared_with_the_one_before_it(app, sign_in):
    old, new = two_deliveries()
    page = sign_in(Role.IT_MANAGER).get(f"/sbom/{new}/changes").get_data(as_text=True)
    assert "<del>1.0</del> → <ins>1.1</ins>" in page
    assert "New" in page
    assert "Gone" in page
    turned = sign_in(Role.IT_MANAGER).get(f"/sbom/{old}/changes?since={new}").get_data(as_text=True)
    assert "Downgraded" in turned


def test_one_kind_of_change_is_shown_alone(app, sign_in):
    _, new = two_deliveries()
    page = sign_in(Role.IT_MANAGER).get(f"/sbom/{new}/changes?change=gone").get_data(as_text=True)
    assert "<del>" not in page
    assert ">b</a>" in page
    assert sign_in(Role.IT_MANAGER).get(f"/sbom/{new}/changes?change=x&page=-9").status_code == 200


def test_the_first_delivery_has_nothing_before_it(app, sign_in):
    first = make_delivery(make_release(), *OLD)
    assert "Nothing to compare" in sign_in(Role.AUDITOR).get(f"/sbom/{first.id}/changes").get_data(as_text=True)


def test_a_delivery_of_another_product_is_not_compared(app, sign_in):
    _, new = two_deliveries()
    other = make_delivery(make_release(), *OLD).id
    assert sign_in(Role.AUDITOR).get(f"/sbom/{new}/changes?since={other}").status_code == 404


def test_the_workbook_holds_every_component_of_both(app, sign_in):
    _, new = two_deliveries()
    answer = sign_in(Role.AUDITOR).get(f"/sbom/{new}/changes?format=xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["c", "a", "b"]


def test_two_files_are_compared_without_a_database(tmp_path):
    for name, parts in (("old.json", OLD), ("new.json", NEW)):
        (tmp_path / name).write_bytes(as_bytes(cyclonedx(*parts)))
    done = CliRunner().invoke(commands, ["diff", str(tmp_path / "old.json"), str(tmp_path / "new.json"), "--json"])
    assert done.exit_code == 0, done.output
    assert '"added": 1' in done.output
    assert '"version_changed": 1' in done.output
    assert CliRunner().invoke(commands, ["diff", str(tmp_path / "none"), str(tmp_path / "old.json")]).exit_code == 1
