"""`flask vulnerabilities`: files from the server's own disk."""

import json

from core.db import db
from sbom.vulnerabilities.models import Finding
from tests.sbom.factories import make_delivery
from tests.sbom.vulnerabilities.advisories import npm, osv_record


def test_a_file_is_brought_in_and_matched(app, tmp_path):
    make_delivery(None, npm())
    good, bad = tmp_path / "one.json", tmp_path / "bad.json"
    good.write_text(json.dumps(osv_record()))
    bad.write_text("no")
    done = app.test_cli_runner().invoke(args=["vulnerabilities", "import", str(good), str(bad)])
    assert done.exit_code == 1
    assert "one.json: 1 read, 1 new" in done.output
    assert "bad.json: This is not JSON" in done.output
    assert "1 products matched: 1 found" in done.output
    assert db.session.query(Finding).count() == 1
    again = app.test_cli_runner().invoke(args=["vulnerabilities", "match"])
    assert again.output.strip() == "0 products matched: 0 found, 0 found again, 0 gone"
