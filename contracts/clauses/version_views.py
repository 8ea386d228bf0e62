"""The page that puts two versions of a contract's papers beside each other, clause by clause."""

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.clauses import checking, comparing
from contracts.clauses.comparing import Comparison, Version
from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.rulebooks import load
from contracts.clauses.versions import BECAME_NAMES, TONES, Became
from contracts.documents.rules import phrase_of
from contracts.register.queries import contract_page
from core.auth.guard import requires
from core.db import unit_of_work
from core.excel.lists import send_workbook
from core.i18n import language

bp = Blueprint("versions", __name__)


@bp.get("/<int:contract_id>/versions")
@requires("clauses.view")
def show(contract_id: int) -> str | Response:
    """What each clause became from one version to another: `?old=&new=` name them, `&rulebook=` who judges.

    Without a choice the two that are most likely meant; `&format=xlsx` is the same as a workbook. What takes a moment is
    fetched by the page once it is shown (htmx), or by the link in its place (`&wait=1`).
    """
    contract = contract_page(contract_id)
    versions = comparing.versions_of(contract_id)
    comparison = _chosen(contract_id, versions)
    is_workbook = request.args.get("format") == "xlsx"
    comes_later = comparison is not None and comparison.is_slow and not (is_workbook or _waits())
    found = comparison.found if comparison and not comes_later else None
    if is_workbook and comparison and found is not None:
        from contracts.clauses.versions_book import write_versions

        return send_workbook(write_versions(comparison), f"clauses-compared-{contract.number}")
    return render_template(
        "contracts/clauses/versions.html",
        contract=contract,
        versions=versions,
        comparison=comparison,
        found=found,
        comes_later=comes_later,
        counts=Counter(each.became for each in found or ()),
        rulebooks=[load(each) for each in checking.rulebooks_of(contract_id)],
        names=BECAME_NAMES,
        tones=TONES,
        kinds=list(Became),
        verdicts=VERDICT_NAMES,
        sentence=phrase_of,
        language=language(),
    )


@bp.post("/<int:contract_id>/versions")
@requires("documents.add")
def compare(contract_id: int) -> Response:
    """Have the background judge two long versions."""
    with unit_of_work():
        contract = contract_page(contract_id)
        comparison = _chosen(contract_id, comparing.versions_of(contract_id))
        if comparison is None:
            abort(404)
        work_id = comparison.submit(contract, by=current_user).id
    return redirect(url_for("core.background.show", work_id=work_id))


def _waits() -> bool:
    """Whether who asks waits for the comparison."""
    return "HX-Request" in request.headers or "wait" in request.args


def _chosen(contract_id: int, versions: Sequence[Version]) -> Comparison | None:
    """The two in the address; 404 for one that is not among the contract's. None where there are no two."""
    asked = request.values.get("rulebook", "")
    rulebooks = checking.rulebooks_of(contract_id)
    rulebook = load(asked if asked in rulebooks else checking.RULEBOOK)
    by_key, asked_for = {each.key: each for each in versions}, [request.values.get(name, "") for name in ("old", "new")]
    if any(key and key not in by_key for key in asked_for):
        abort(404)
    usual = comparing.proposed(versions)
    if usual is None:
        return None
    old, new = (by_key.get(key, each) for key, each in zip(asked_for, usual, strict=True))
    return Comparison(old, new, rulebook)
