from io import BytesIO
from threading import BoundedSemaphore

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.documents import operations, queries
from contracts.documents.forms import AddForm, CorrectForm, WithdrawForm
from contracts.documents.reading.limits import MAX_PAGES
from contracts.documents.reading.pictures import picture_to_show
from contracts.documents.reading.recognition import missing
from contracts.documents.rules import DOCUMENT_KIND_NAMES, NOT_WHOLLY_READ, DocumentKind, Extraction
from contracts.register.models import Contract
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.errors import Refused
from core.events import once_each
from core.files import path_of, send_stored
from core.forms import ReasonForm
from core.phrases import N_
from core.web.changes import pressed, submitted

bp = Blueprint("documents", __name__)


@bp.route("/<int:contract_id>/documents/add", methods=["GET", "POST"])
@requires("documents.add")
def add(contract_id: int) -> str | Response:
    """One or several papers at once: all of them are attached, or none."""
    contract = db.get_or_404(Contract, contract_id)
    form = AddForm(kind=DocumentKind.CONTRACT)
    if form.validate_on_submit():
        try:
            count = _attach(contract_id, form)
        except Refused as error:
            form.refuse(error)
        else:
            flash(ngettext("One paper attached.", "%(num)d papers attached.", count), "good")
            return redirect(url_for("contracts.register.show", contract_id=contract_id, _anchor="documents"))
    return render_template("contracts/documents/add.html", form=form, contract=contract)


def _attach(contract_id: int, form: AddForm) -> int:
    files = [operations.received(file.stream, file.filename) for file in form.files.data if file.filename]
    if not files:
        raise Refused(N_("Choose a file."), field="files")
    read = [(data, name, operations.read_at_once(data, name)) for name, data in files]
    with unit_of_work(), once_each():
        contract = db.get_or_404(Contract, contract_id)
        for data, name, outcome in read:
            operations.add_document(
                contract,
                BytesIO(data),
                name=name,
                kind=DocumentKind(form.kind.data),
                signed_on=form.signed_on.data,
                effective_on=form.effective_on.data,
                outcome=outcome,
                by=current_user,
            )
    return len(files)


@bp.get("/documents/<int:document_id>")
@requires("contracts.view")
def show(document_id: int) -> str:
    """A paper's text, page by page, beside the pictures of pages that were read by machine."""
    document = queries.document_page(document_id)
    words = queries.words_of(document)
    is_unread = document.extraction in NOT_WHOLLY_READ and not document.is_withdrawn
    lacks = missing() if document.extraction in (Extraction.PARTLY, Extraction.SCANNED) else None
    return render_template(
        "contracts/documents/show.html",
        document=document,
        words=words,
        pages=words.by_page() if words else [],
        has_pictures=bool(words and words.has_pictures),
        is_beside=bool(words and words.has_pictures and (words.recognised or words.unread)),
        work=queries.reading_of(document) if is_unread else None,
        status=queries.state_badge(document),
        lacks=lacks if document.extraction is Extraction.PARTLY else None,
        can_read_again=is_unread and document.extraction is not Extraction.WAITING and lacks is None,
        kinds=DOCUMENT_KIND_NAMES,
        history=history_of("contract_document", document.id),
    )


@bp.get("/documents/<int:document_id>/reading")
@requires("contracts.view")
def reading(document_id: int) -> str:
    """How far the reading of a paper is: a note that htmx asks for again until it is done."""
    document = queries.document_page(document_id)
    work = queries.reading_of(document)
    return render_template("contracts/documents/_reading.html", document=document, work=work)


_drawing = BoundedSemaphore(2)


@bp.get("/documents/<int:document_id>/pages/<int:page_id>.png")
@requires("contracts.view")
def picture(document_id: int, page_id: int) -> Response:
    """The picture of a page, drawn when it is asked for, of bounded size."""
    document = queries.document_page(document_id)
    path = path_of(document.sha256)
    if not path.exists() or not 1 <= page_id <= MAX_PAGES:
        abort(404)
    with _drawing:
        png = picture_to_show(path.read_bytes(), page_id)
    if png is None:
        abort(404)
    # As with pages: what a contract says must not stay in a shared browser after signing out.
    return Response(png, mimetype="image/png", headers={"Cache-Control": "no-store"})


@bp.post("/documents/<int:document_id>/read-again")
@requires("documents.add")
def read_again(document_id: int) -> Response:
    """Once more: a program that reads pictures may have been added meanwhile."""
    pressed(lambda: operations.read_again(queries.document_page(document_id), by=current_user))
    return redirect(url_for(".show", document_id=document_id))


@bp.get("/documents/<int:document_id>/download")
@requires("contracts.view")
def download(document_id: int) -> Response:
    """The bytes as they were uploaded."""
    document = queries.document_page(document_id)
    if not path_of(document.sha256).exists():
        flash(gettext("The file is not in the store; restore it from the backup."), "bad")
        abort(404)
    return send_stored(document.sha256, document.name)


@bp.route("/documents/<int:document_id>/correct", methods=["GET", "POST"])
@requires("documents.add")
def correct(document_id: int) -> str | Response:
    """What kind of paper it is, when it was signed and when it takes effect."""
    document = queries.document_page(document_id)
    form = CorrectForm(obj=document) if request.method == "GET" else CorrectForm()
    if submitted(
        form,
        lambda: operations.correct_document(
            queries.document_page(document_id),
            kind=DocumentKind(form.kind.data),
            signed_on=form.signed_on.data,
            effective_on=form.effective_on.data,
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("Saved; the clauses are checked anew where it matters."), "good")
        return redirect(url_for(".show", document_id=document_id))
    return render_template("contracts/documents/correct.html", form=form, document=document)


@bp.route("/documents/<int:document_id>/withdraw", methods=["GET", "POST"])
@requires("documents.add")
def withdraw(document_id: int) -> str | Response:
    document = queries.document_page(document_id)
    form = WithdrawForm(obj=document) if request.method == "GET" else WithdrawForm()
    if submitted(
        form,
        lambda: operations.withdraw_document(
            queries.document_page(document_id),
            reason=form.reason.data,
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The paper is withdrawn; it stays in the history."), "good")
        return redirect(url_for("contracts.register.show", contract_id=document.contract_id, _anchor="documents"))
    return render_template("contracts/documents/withdraw.html", form=form, document=document)


@bp.route("/documents/<int:document_id>/restore", methods=["GET", "POST"])
@requires("documents.add")
def restore(document_id: int) -> str | Response:
    """The paper counts again, and why."""
    document = queries.document_page(document_id)
    form, back = ReasonForm(version=document.version), url_for(".show", document_id=document_id)
    if submitted(
        form,
        lambda: operations.restore_document(
            queries.document_page(document_id),
            reason=form.reason.data,
            version=form.version.data,
            by=current_user,
        ),
    ):
        flash(gettext("The paper counts again; its contract is checked anew."), "good")
        return redirect(back)
    return render_template(
        "layout/reason.html",
        form=form,
        title=gettext("Restore"),
        name=document.name,
        back=back,
        lead=gettext("It counts again everywhere; that it had ended stays in its history."),
    )
