"""The board's workbook over a whole sample firm: every sheet DESIGN.md promises, figures equal to the pages'."""

import io

import openpyxl
from sqlalchemy import select

from contracts.clauses.queries import clause_standings
from contracts.register.standings import standings
from core import clock
from core.db import db, unit_of_work
from core.demo import operations as demo
from core.report.operations import gather
from core.report.workbook import write_board
from vendors.changes.queries import uncovered
from vendors.continuity.queries import standings as continuity
from vendors.incidents.models import Incident
from vendors.proposals.models import Proposal
from vendors.proposals.rules import Decision


def test_the_sheets_stand_in_order_and_agree_with_the_pages(app):
    with unit_of_work():
        demo.load(sizes=demo.Sizes(12, 20, 60), seed=7, today=clock.today(), by=None, tell=lambda *_: None)
    told = {p.decision: p.approver is not None for p in db.session.query(Proposal)}
    assert told == {Decision.CLEAR: False, Decision.WAITING: True}
    board = gather(clock.today(), by=None)
    figures = {figure.key: figure.value for figure in board.figures}
    running = {key for key, at in standings(clock.today()).items() if at.status.is_running}
    gaps = clause_standings(clock.today())
    assert figures["contracts.running"] == len(running)
    assert figures["clauses.lacking"] == sum(bool(gaps[key].gaps) for key in running & gaps.keys())
    assert figures["clauses.unchecked"] == len(running - gaps.keys())
    with write_board(board) as handle:
        book = openpyxl.load_workbook(io.BytesIO(handle.read()))
    own = {table.kept_on for sheet in board.sheets for table in sheet.tables}
    assert [name for name in book.sheetnames if name not in own] == [
        "Cover", "Summary", "Decisions asked", "Limits", "Concentration", "Changes in concentration", "Data quality",
        "Critical vendors", "Vendor capability", "Vendor audits", "Incidents and continuity", "Changes and cloud", "Contracts",
        "Clauses", "End of contracts", "SBOM disclosure", "Open vulnerabilities", "End of life", "Obligations", "Definitions",
    ]  # fmt: skip
    assert figures["incidents.open"] == sum(i.closed_at is None for i in db.session.scalars(select(Incident)))
    assert figures["continuity.core_gaps"] == sum(s.is_core and bool(s.open) for s in continuity(clock.today()))
    assert figures["changes.unassessed"] == sum(map(len, uncovered(clock.today()).values()))
    assert sum(len(sheet._charts) for sheet in book.worksheets) >= 4
    for sheet in book.worksheets[1:]:
        assert sheet.page_setup.orientation == "landscape"
        formulas = [c.value for row in sheet.iter_rows() for c in row if c.data_type == "f"]
        # only our own: the change since last time, and the sums under rankings
        assert all(str(value).startswith(("=C", "=SUM(")) for value in formulas)
