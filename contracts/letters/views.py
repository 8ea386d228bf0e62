from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contracts.clauses.checking import RULEBOOK
from contracts.clauses.effective import EFFECTIVE_NAMES, TONES
from contracts.clauses.rulebook import Rulebook
from contracts.clauses.rulebooks import available, load
from contracts.documents.queries import unread_papers
from contracts.letters import operations, queries
from contracts.letters.content import compose
from contracts.letters.desk import Desk
from contracts.letters.forms import AnswerForm, SendForm, WithdrawForm
from contracts.letters.models import Letter
from contracts.letters.rules import ANSWER_NAMES
from contracts.register.models import Contract
from core import clock
from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.files import path_of, send_stored
from core.web.changes import submitted
from vendors.register.models import Vendor

bp = Blueprint("letters", __name__)


@bp.get("/letters/")
@requires("clauses.view")
def index() -> str | Response:
    """All letters; `?format=xlsx` is the same list as a workbook."""
    listing = queries.letters()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("contracts/letters/index.html", page=listing.page(request.args))


@bp.route("/letters/new", methods=["GET", "POST"])
@requires("letters.write")
def new() -> str | Response:
    """First the vendor, then what to ask for, the letter as it would be beside it. `?contract=7` chooses one contract's
    gaps, `?vendor=3` those of all its running contracts."""
    contract, vendor = _asked_for()
    if vendor is None:
        return render_template("contracts/letters/choose_vendor.html", vendors=queries.vendors_with_gaps())
    desk = Desk(vendor, contract, _rulebook(), is_new=request.method == "GET")
    if request.method == "GET":
        return _page(desk)
    if request.form.get("act") == "preview":
        return _page(desk, is_valid=desk.form.validate())
    if done := submitted(desk.form, lambda: desk.keep(current_user).id):
        flash(gettext("The letter is drafted. Note here when it has been sent."), "good")
        return redirect(url_for(".show", letter_id=done.made, download=1))
    return _page(desk, is_valid=False)


def _rulebook() -> Rulebook:
    """The one whose gaps are asked for (`?rulebook=dora30`); the firm's rule where none is named."""
    rulebook_id = request.args.get("rulebook", RULEBOOK)
    return load(rulebook_id) if rulebook_id in available() else abort(404)


def _asked_for() -> tuple[Contract | None, Vendor | None]:
    """What the address names; 404 for what there is not."""
    contract_id, vendor_id = (request.args.get(name, type=int) for name in ("contract", "vendor"))
    if request.args.get("contract"):
        contract = db.session.get(Contract, contract_id) if contract_id and contract_id < 2**31 else None
        return contract or abort(404), contract.vendor if contract else None
    if request.args.get("vendor"):
        return None, (db.session.get(Vendor, vendor_id) if vendor_id and vendor_id < 2**31 else None) or abort(404)
    return None, None


def _page(desk: Desk, *, is_valid: bool = True) -> str:
    """The form, and beside it the letter as it would be."""
    return render_template(
        "contracts/letters/new.html",
        desk=desk,
        unread=unread_papers(*(contract.id for contract, _ in desk.rows)),
        form=desk.form,
        letter=compose(desk.draft()) if is_valid and desk.chosen else None,
        names=EFFECTIVE_NAMES,
        tones=TONES,
    )


@bp.get("/letters/<int:letter_id>")
@requires("clauses.view")
def show(letter_id: int) -> str:
    """One letter: what it asked for and how that stands today, when it was sent, what was answered."""
    letter = queries.letter_page(letter_id)
    today = clock.today()
    return render_template(
        "contracts/letters/show.html",
        letter=letter,
        asked=queries.asked_in(letter),
        status=queries.badge(letter, today),
        state=letter.state(today),
        answers=ANSWER_NAMES,
        names=EFFECTIVE_NAMES,
        tones=TONES,
        history=history_of("clause_letter", letter.id),
        downloads=request.args.get("download") == "1",
    )


@bp.get("/letters/<int:letter_id>/download")
@requires("clauses.view")
def download(letter_id: int) -> Response:
    """The file as it was made."""
    letter = queries.letter_page(letter_id)
    if not path_of(letter.sha256).exists():
        flash(gettext("The file is not in the store; restore it from the backup."), "bad")
        abort(404)
    return send_stored(letter.sha256, letter.file_name)


@bp.route("/letters/<int:letter_id>/send", methods=["GET", "POST"])
@requires("letters.write")
def send(letter_id: int) -> str | Response:
    letter = queries.letter_page(letter_id)
    form = SendForm(sent_on=clock.today(), version=letter.version)

    def act(found: Letter) -> None:
        operations.send_letter(
            found, sent_on=form.sent_on.data, how=form.how.data or "", version=form.version.data, by=current_user
        )

    return _change(
        letter, form, act, gettext("Note that it was sent"), gettext("Sent; you are reminded when the answer is due.")
    )


@bp.route("/letters/<int:letter_id>/answer", methods=["GET", "POST"])
@requires("letters.write")
def answer(letter_id: int) -> str | Response:
    letter = queries.letter_page(letter_id)
    form = AnswerForm(answered_on=clock.today(), version=letter.version)

    def act(found: Letter) -> None:
        operations.record_answer(
            found,
            answered_on=form.answered_on.data,
            answer=form.answer.data,
            note=form.note.data or "",
            version=form.version.data,
            by=current_user,
        )

    return _change(letter, form, act, gettext("Record the answer"), gettext("The answer is recorded."))


@bp.route("/letters/<int:letter_id>/withdraw", methods=["GET", "POST"])
@requires("letters.write")
def withdraw(letter_id: int) -> str | Response:
    letter = queries.letter_page(letter_id)
    form = WithdrawForm(version=letter.version)

    def act(found: Letter) -> None:
        operations.withdraw_letter(found, reason=form.reason.data or "", version=form.version.data, by=current_user)

    return _change(letter, form, act, gettext("Withdraw the letter"), gettext("The letter is withdrawn."))


def _change(letter: Letter, form, act, title: str, done: str) -> str | Response:
    if submitted(form, lambda: act(db.get_or_404(Letter, letter.id))):
        flash(done, "good")
        return redirect(url_for(".show", letter_id=letter.id))
    return render_template("contracts/letters/change.html", form=form, letter=letter, heading=title)
