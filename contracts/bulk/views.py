from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.bulk import operations, queries
from contracts.bulk.forms import DeleteForm, FileItForm, NewContractForm, UploadForm
from contracts.bulk.models import BulkCheck, BulkFile
from contracts.bulk.rules import CheckState, number_in, title_in
from contracts.clauses.effective import VERDICT_NAMES, Effective
from contracts.clauses.evidence import line_columns, refused_columns
from contracts.clauses.queries import badge
from contracts.clauses.rulebooks import load
from contracts.documents.archives import Archive, as_archive
from contracts.documents.highlighting import Mark, pieces
from contracts.documents.reading import DocumentText
from contracts.documents.rules import DocumentKind
from contracts.register.models import Contract
from contracts.register.operations import register_contract
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.excel.lists import send_list, send_workbook
from core.files import path_of, send_stored, sweep
from core.i18n import formats, language, say
from core.phrases import N_
from core.web.listing import Column
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices

bp = Blueprint("bulk", __name__)


@bp.get("/bulk/")
@requires("clauses.view")
def index() -> str | Response:
    """All checks in bulk; `?format=xlsx` is the same list as a workbook."""
    listing = queries.checks()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/bulk/index.html", page=listing.page(request.args))


@bp.route("/bulk/new", methods=["GET", "POST"])
@requires("documents.add")
def new() -> str | Response:
    """A zip or a folder, and the rulebook to check it by."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            with _sent(form) as (stream, name):
                members = Archive(stream).members
                with unit_of_work():
                    check_id = operations.begin_check(
                        stream, members, name=name, rulebook=load(form.rulebook_id.data), by=current_user
                    ).id
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", check_id=check_id))
    limit = current_app.config["SETTINGS"].max_upload_mb
    return render_template("contracts/bulk/new.html", form=form, limit=limit)


@contextmanager
def _sent(form: UploadForm) -> Iterator[tuple[IO[bytes], str]]:
    """The zip that was sent, or the folder as one, and what it is called."""
    if not (files := form.files):
        yield form.archive.data.stream, form.archive.data.filename
        return
    with as_archive((file.filename or "", file.stream) for file in files) as packed:
        yield packed, (files[0].filename or "").replace("\\", "/").partition("/")[0]


@bp.get("/bulk/<int:check_id>")
@requires("clauses.view")
def show(check_id: int) -> str | Response:
    """One check: how far it is, files × clauses, what was refused; `?format=xlsx` is the workbook."""
    check = queries.check_page(check_id)
    rulebook = queries.rulebook_of(check)
    listing = queries.files_of(check, rulebook)
    if request.args.get("format") == "xlsx":
        return _workbook(check, listing)
    return render_template(
        "contracts/bulk/show.html",
        check=check,
        rulebook=rulebook,
        is_same_rulebook=queries.is_same_rulebook(check),
        standing=queries.standing_of(check),
        page=listing.page(request.args),
        totals=listing.totals(request.args),
        legend=[badge(state) for state in (Effective.ABSENT, Effective.PARTIAL, Effective.PRESENT)],
        refused=queries.refused_files(check_id),
        history=history_of("bulk_check", check_id),
    )


@bp.get("/bulk/<int:check_id>/progress")
@requires("clauses.view")
def progress(check_id: int) -> str:
    """How far it is, asked by the page every two seconds."""
    check = queries.check_page(check_id)
    return render_template("contracts/bulk/_progress.html", check=check, standing=queries.standing_of(check))


def _workbook(check: BulkCheck, listing: Any) -> Response:
    from contracts.clauses.matrix_book import write_matrix

    rulebook = queries.rulebook_of(check)
    names = {clause.id: clause.name.in_language(language()) for clause in rulebook.clauses.values()}
    ids = [file.id for file in listing.rows(request.args)]
    refused = [(file.name, say(file.failure) if file.failure else "") for file in queries.refused_files(check.id)]
    more = [
        (gettext("Passages"), line_columns(), queries.passages(ids, rulebook)),
        (gettext("Files refused"), refused_columns(), refused),
        (gettext("About"), _about_columns(), _about(check)),
    ]
    title = gettext("Files")
    handle = write_matrix(title, listing.columns, listing.rows(request.args), names, listing.totals(request.args), more)
    return send_workbook(handle, listing.name)


def _about_columns() -> list[Column]:
    return [Column("file", gettext("What"), lambda row: row[0]), Column("why", gettext("Value"), lambda row: row[1])]


def _about(check: BulkCheck) -> list[tuple[str, str]]:
    """Who, when, by which rulebook: what makes the workbook a record."""
    rulebook, standing = queries.rulebook_of(check), queries.standing_of(check)
    return [
        (gettext("File"), check.name),
        (gettext("Started"), formats.instant(check.started_at)),
        (gettext("Finished"), formats.instant(check.finished_at)),
        (gettext("By"), check.by.name if check.by else "—"),
        (
            gettext("Rulebook"),
            f"{rulebook.name.in_language(language())} ({check.rulebook_id} {check.rulebook_version})",
        ),
        (gettext("Source"), rulebook.source.in_language(language())),
        (gettext("Files"), f"{standing.files} / {standing.checked} / {standing.refused}"),
    ]


@bp.post("/bulk/<int:check_id>/resume")
@requires("documents.add")
def resume(check_id: int) -> Response:
    """Go on with what a crash or a fault left waiting."""
    check = queries.check_page(check_id)
    if queries.standing_of(check).state is CheckState.STOPPED:
        try:
            with unit_of_work():
                operations.resume_check(queries.check_page(check_id), by=current_user)
        except Refused as error:
            flash(say(error.phrase), "bad")
    return redirect(url_for(".show", check_id=check_id))


@bp.route("/bulk/<int:check_id>/delete", methods=["GET", "POST"])
@requires("documents.add")
def delete(check_id: int) -> str | Response:
    """Take out the record, and the papers in it that belong to no contract."""
    check = queries.check_page(check_id)
    form = DeleteForm(version=check.version)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                gone = operations.delete_check(queries.check_page(check_id), version=form.version.data, by=current_user)
            with unit_of_work():
                sweep(gone)
        except Refused as error:
            form.refuse(error)
        else:
            flash(gettext("The check is deleted; papers filed to contracts stay there."), "good")
            return redirect(url_for(".index"))
    return render_template("contracts/bulk/delete.html", form=form, check=check, standing=queries.standing_of(check))


@bp.get("/bulk/files/<int:file_id>")
@requires("clauses.view")
def paper(file_id: int) -> str:
    """One file's clauses beside its text; `?clause=audit` looks at one."""
    file = queries.file_page(file_id)
    rows = queries.clauses_of(file, queries.rulebook_of(file.check))
    wanted = request.args.get("clause", "")
    row = next((r for r in rows if r.clause.id == wanted), None) or next((r for r in rows if r.is_gap), None)
    row = row or (rows[0] if rows else None)
    at = rows.index(row) if row else 0
    words = queries.words_of(file)
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
    file = queries.file_page(file_id)
    if not path_of(file.sha256).exists():
        flash(gettext("The file is not in the store; restore it from the backup."), "bad")
        abort(404)
    return send_stored(file.sha256, file.name.rpartition("/")[2])


@bp.route("/bulk/files/<int:file_id>/file", methods=["GET", "POST"])
@requires("documents.add")
def file_it(file_id: int) -> str | Response:
    """To a contract: proposed from the paper's words, chosen by a person."""
    file = queries.file_page(file_id)
    words = queries.words_of(file)
    places = queries.places_for(file, words.text if words else "")
    form = FileItForm(kind=DocumentKind.CONTRACT)
    form.contract_id.choices = [("", "—"), *((str(each.contract.id), each.contract.number) for each in places)]
    if form.validate_on_submit():
        try:
            contract_id = _chosen(form)
            with unit_of_work():
                operations.file_paper(
                    db.get_or_404(BulkFile, file_id),
                    db.get_or_404(Contract, contract_id),
                    kind=form.kind.data,
                    signed_on=form.signed_on.data,
                    by=current_user,
                )
        except Refused as error:
            form.refuse(error)
        else:
            return _filed(contract_id)
    return render_template("contracts/bulk/file_it.html", form=form, file=file, places=places)


def _chosen(form: FileItForm) -> int:
    if form.number.data:
        found = queries.contract_numbered(form.number.data)
        if found is None:
            raise Refused(
                N_("There is no contract with the number %(number)s."), field="number", number=form.number.data
            )
        return found.id
    if form.contract_id.data is None:
        raise Refused(N_("Choose a contract, or give its number."), field="number")
    return form.contract_id.data


def _filed(contract_id: int) -> Response:
    flash(gettext("The paper is filed; its clauses are judged with the contract's other papers."), "good")
    return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="documents"))


@bp.route("/bulk/files/<int:file_id>/new-contract", methods=["GET", "POST"])
@requires("contracts.edit")
def new_contract(file_id: int) -> str | Response:
    """A new contract with this paper, what the paper says of itself filled in."""
    file = queries.file_page(file_id)
    words = queries.words_of(file)
    text = words.text if words else ""
    named = queries.vendors_for(text)
    form = NewContractForm(
        vendor_id=named[0] if named else None,
        number=number_in(text),
        title=title_in(text.splitlines(), file.name.rpartition("/")[2].rpartition(".")[0]),
    )
    form.vendor_id.choices = [("", "—"), *((str(key), name) for key, name in vendor_choices())]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                contract_id = _registered(file_id, form)
        except Refused as error:
            form.refuse(error)
        else:
            return _filed(contract_id)
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
