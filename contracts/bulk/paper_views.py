"""One file of a check in bulk: its clauses beside its words, and to a contract with it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.bulk import operations, paper_queries, queries
from contracts.bulk.forms import FileItForm, NewContractForm
from contracts.bulk.models import BulkFile
from contracts.bulk.rules import number_in, title_in
from contracts.bulk.views import bp
from contracts.clauses.effective import VERDICT_NAMES
from contracts.clauses.likeness import NO_CONTRACT
from contracts.documents.highlighting import Mark, pieces
from contracts.documents.reading import DocumentText
from contracts.documents.rules import DocumentKind
from contracts.register.models import Contract
from contracts.register.operations import register_contract
from core.auth.guard import requires
from core.db import db
from core.errors import Refused
from core.files import path_of, send_stored
from core.i18n import language
from core.phrases import N_
from core.web.changes import submitted
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices


@bp.get("/bulk/files/<int:file_id>")
@requires("clauses.view")
def paper(file_id: int) -> str:
    """One file's clauses beside its text; `?clause=audit` looks at one."""
    file = paper_queries.file_page(file_id)
    rows = paper_queries.clauses_of(file, queries.rulebook_of(file.check))
    wanted = request.args.get("clause", "")
    row = next((r for r in rows if r.clause.id == wanted), None) or next((r for r in rows if r.is_gap), None)
    row = row or (rows[0] if rows else None)
    at = rows.index(row) if row else 0
    words = paper_queries.words_of(file)
    marks = _marks(words, row.finding.evidence) if words and row else []
    return render_template(
        "contracts/bulk/paper.html",
        file=file,
        rows=rows,
        row=row,
        before=rows[at - 1].clause.id if at else None,
        after=rows[at + 1].clause.id if at + 1 < len(rows) else None,
        words=words,
        paragraphs=pieces(words, marks) if words else [],
        verdicts=VERDICT_NAMES,
        no_contract=NO_CONTRACT,
        language=language(),
    )


def _marks(words: DocumentText, evidence: list[dict[str, Any]]) -> list[Mark]:
    """Where the passages stand. The same file may have been read anew since, with more pages: then where their words do."""
    marks = []
    for number, each in enumerate(evidence, 1):
        start = each["start"]
        if words.text[start : each["end"]] != each["text"]:
            start = words.text.find(each["text"])
        if start >= 0:
            marks.append(Mark(number, start, start + len(each["text"])))
    return marks


@bp.get("/bulk/files/<int:file_id>/download")
@requires("clauses.view")
def download(file_id: int) -> Response:
    """The bytes as they were in the zip."""
    file = paper_queries.file_page(file_id)
    if file.sha256 is None or not path_of(file.sha256).exists():
        flash(gettext("The file is not in the store; restore it from the backup."), "bad")
        abort(404)
    return send_stored(file.sha256, file.name.rpartition("/")[2])


@bp.route("/bulk/files/<int:file_id>/file", methods=["GET", "POST"])
@requires("documents.add")
def file_it(file_id: int) -> str | Response:
    """To a contract: proposed from the paper's words, chosen by a person."""
    file = paper_queries.file_page(file_id)
    words = paper_queries.words_of(file)
    places = paper_queries.places_for(file, words.text if words else "")
    form = FileItForm(kind=DocumentKind.CONTRACT)
    form.contract_id.choices = [("", "—"), *((str(each.contract.id), each.contract.number) for each in places)]
    if done := submitted(form, lambda: _put_to_contract(file_id, form)):
        return _filed(done.made)
    return render_template("contracts/bulk/file_it.html", form=form, file=file, places=places)


def _put_to_contract(file_id: int, form: FileItForm) -> int:
    contract_id = _chosen(form)
    operations.file_paper(
        db.get_or_404(BulkFile, file_id),
        db.get_or_404(Contract, contract_id),
        kind=form.kind.data,
        signed_on=form.signed_on.data,
        by=current_user,
    )
    return contract_id


def _chosen(form: FileItForm) -> int:
    if form.number.data:
        found = paper_queries.contract_numbered(form.number.data)
        if found is None:
            raise Refused(
                N_("There is no contract with the number %(number)s."), field="number", number=form.number.data
            )
        return found.id
    if form.contract_id.data is None:
        raise Refused(N_("Choose a contract, or give its number."), field="number")
    return int(form.contract_id.data)


def _filed(contract_id: int) -> Response:
    flash(gettext("The paper is filed; its clauses are judged with the contract's other papers."), "good")
    return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="documents"))


@bp.route("/bulk/files/<int:file_id>/new-contract", methods=["GET", "POST"])
@requires("contracts.edit")
def new_contract(file_id: int) -> str | Response:
    """A new contract with this paper, what the paper says of itself filled in."""
    file = paper_queries.file_page(file_id)
    words = paper_queries.words_of(file)
    text = words.text if words else ""
    named = paper_queries.vendors_for(text)
    form = NewContractForm(
        vendor_id=named[0] if named else None,
        number=number_in(text),
        title=title_in(text.splitlines(), file.name.rpartition("/")[2].rpartition(".")[0]),
    )
    form.vendor_id.choices = [("", "—"), *((str(key), name) for key, name in vendor_choices())]
    if done := submitted(form, lambda: _registered(file_id, form)):
        return _filed(done.made)
    return render_template("contracts/bulk/new_contract.html", form=form, file=file, is_vendor_named=bool(named))


def _registered(file_id: int, form: NewContractForm) -> int:
    vendor = db.get_or_404(Vendor, form.vendor_id.data)
    fields = {k: v for k, v in form.values.items() if k != "vendor_id"}
    contract = register_contract(vendor, by=current_user, **fields)
    operations.file_paper(
        db.get_or_404(BulkFile, file_id),
        contract,
        kind=DocumentKind.CONTRACT,
        signed_on=form.signed_on.data,
        by=current_user,
    )
    return contract.id
