"""The vendor's page, opened by a secret address alone: no account, no cookie, no menu, nothing of anybody else.

The secret in the address is the only authority here, so no cookie is read or set and no other site can act in a vendor's
name; a form sent from another site is refused all the same. A wrong, an ended and a revoked address get the same answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as Answer

from core import clock
from core.audit.chain import acting_as
from core.auth.guard import PUBLIC, requires
from core.db import unit_of_work
from core.errors import Refused
from core.files import sweep
from core.forms import clean
from core.i18n import say
from core.phrases import N_, phrase
from core.settings import LANGUAGES
from core.web import csrf
from core.web.limits import limiter
from vendors.assessments.questionnaire import Question
from vendors.assessments.scoring import shown
from vendors.links import operations, queries
from vendors.links.forms import HandInForm, section_form
from vendors.links.models import QuestionnaireLink
from vendors.links.operations import Typed
from vendors.links.rules import MOST_FILE_BYTES, LinkState

bp = Blueprint("guest", __name__, url_prefix="/answer")
View = Callable[..., Any]
Sent = ImmutableMultiDict[str, str]
TOO_MUCH = N_(
    "What you sent is more than %(n)s MB together: nothing of it was saved. Send the files a few at a time, saving in between."
)


def _token() -> str:
    return queries.digest(str((request.view_args or {}).get("token", "")))


def _is_miss(response: Answer) -> bool:
    return response.status_code == 404


_by_address = limiter.limit("240 per minute")
_by_link = limiter.limit("600 per hour", key_func=_token)
_misses = limiter.limit("30 per minute", deduct_when=_is_miss)


def _open(view: View) -> View:
    """Find the link, speak its language, and keep the address to ourselves; one answer for whatever does not open."""

    @wraps(view)
    def opened(token: str, **values: Any) -> Answer:
        link = queries.link_by_token(token)
        asked = request.args.get("lang", "")
        chosen = asked if asked in LANGUAGES else link.language if link else _browsers()
        with force_locale(chosen):
            if request.method == "POST" and not _is_own():
                abort(403)
            if link is None:
                answer = make_response(render_template("vendors/guest/closed.html", lang=chosen), 404)
            else:
                answer = make_response(view(token, link, chosen, **values))
        answer.headers["Referrer-Policy"] = "strict-origin"  # the address is a secret: its path goes nowhere
        answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return opened


def _guarded(view: View) -> View:
    """A page behind a link, bounded by sender, by link and, tightest, by addresses that open nothing."""
    bounded: View = _by_address(_misses(_by_link(_open(view))))
    return bounded


def _browsers() -> str:
    wanted = (request.accept_languages.best or "").lower()
    return "en" if wanted.startswith("en") else str(current_app.config["SETTINGS"].language)


def _is_own() -> bool:
    """Whether a form was sent by this page: browsers say where it came from."""
    site, origin = request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "")
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # an address that is none, such as "http://["
        return False
    return site in ("", "same-origin", "none") and (not origin or host == request.host)


def _fields(link: QuestionnaireLink, lang: str, token: str) -> dict[str, Any]:
    settings = current_app.config["SETTINGS"]
    firm = settings.firm_name if lang.startswith("zh") else settings.firm_name_en or settings.firm_name

    def at(endpoint: str, **values: Any) -> str:
        return url_for(f".{endpoint}", token=token, lang=lang, **values)

    today = clock.today()
    return {
        "link": link, "lang": lang, "at": at, "firm": firm, "asked": link.assessment.questions, "token": token,
        "vendor": link.assessment.vendor, "sections": queries.sections(link, today),
        "progress": queries.progress(queries.asked_of(link.assessment), link, today),
        "is_open": link.state(today) is LinkState.OPEN,
    }  # fmt: skip


@bp.get("/<token>")
@requires(PUBLIC)
@_guarded
def show(token: str, link: QuestionnaireLink, lang: str) -> str:
    """What is asked, how far it is, and the button that hands it in; afterwards what was handed in."""
    if link.opened_at is None:
        with _signed(link), unit_of_work():
            operations.note_opened(_fresh(token))
        link = _fresh(token)
    return _shown(token, link, lang, HandInForm(formdata=None, meta={"csrf": False}))


def _shown(token: str, link: QuestionnaireLink, lang: str, form: HandInForm) -> str:
    return render_template("vendors/guest/show.html", form=form, shown=shown, **_fields(link, lang, token))


def _signed(link: QuestionnaireLink) -> Any:
    return acting_as(f"link:A{link.assessment_id}")


def _fresh(token: str) -> QuestionnaireLink:
    """The link as the database holds it now; gone where it was revoked meanwhile."""
    link = queries.link_by_token(token)
    if link is None:
        raise Refused(operations.NOT_NOW)
    return link


@bp.route("/<token>/<name>", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
@requires(PUBLIC)
@_guarded
def section(token: str, link: QuestionnaireLink, lang: str, name: str) -> Any:
    """One part: its questions with what stands there; whatever is typed is kept, what cannot be read is told."""
    chosen = next((each for each, _ in queries.sections(link, clock.today()) if each.id == name), None)
    if chosen is None or link.state(clock.today()) is not LinkState.OPEN:
        return redirect(url_for(".show", token=token, lang=lang))
    asked = {question.id for question in queries.asked_of(link.assessment)}
    questions = [question for question in chosen.questions if question.id in asked]
    message, field, status, sent = "", "", 200, Sent()
    if request.method == "POST":
        try:
            sent = request.form
            gone = _save(token, link, questions)
        except RequestEntityTooLarge:
            message, status = say(phrase(TOO_MUCH, n=_most_megabytes())), 413
        except Refused as error:
            message, field, link = say(error.phrase), error.field, _fresh(token)
        else:
            if gone:
                with unit_of_work():
                    sweep(gone)
            return redirect(_next(token, lang, name, questions))
    form = _form(link, questions, sent)
    if message and field in form:
        form[field].errors = [message]
    page = render_template(
        "vendors/guest/section.html", form=form, section=chosen, questions=questions, drafts=link.said, message=message,
        seen=queries.seen(link, questions), back=link.assessment.said, megabytes=MOST_FILE_BYTES // 1_000_000,
        most=_most_megabytes(), shown=shown, is_saved=request.args.get("saved") == "1", **_fields(link, lang, token),
    )  # fmt: skip
    return page, status


def _most_megabytes() -> int:
    return int(current_app.config["SETTINGS"].max_upload_mb)


def _save(token: str, link: QuestionnaireLink, questions: list[Question]) -> set[str]:
    with _signed(link), unit_of_work():
        return operations.save(
            _fresh(token), questions, _typed(questions), seen=clean(request.form.get("seen", ""))[:64]
        )


def _typed(questions: list[Question]) -> dict[str, Typed]:
    found = {}
    for question in questions:
        upload = request.files.get(f"f_{question.id}")
        has_file = upload is not None and bool(upload.filename)
        found[question.id] = Typed(
            clean(request.form.get(f"a_{question.id}", "")),
            clean(request.form.get(f"t_{question.id}", "")),
            upload.stream if upload is not None and has_file else None,
            (upload.filename or "") if upload is not None and has_file else "",
            f"x_{question.id}" in request.form,
        )
    return found


def _form(link: QuestionnaireLink, questions: list[Question], sent: Sent) -> Any:
    """What stands in the draft; after a refusal what was typed, so that nothing of it is lost."""
    drafts, data = link.said, dict[str, Any]()
    for question in questions:
        draft = drafts.get(question.id)
        data[f"a_{question.id}"] = sent.get(f"a_{question.id}", draft.value if draft else "")
        data[f"t_{question.id}"] = sent.get(f"t_{question.id}", draft.remark if draft else "")
        data[f"x_{question.id}"] = f"x_{question.id}" in sent
    form = section_form(questions, data=data)
    for question in questions:
        if fault := queries.fault_of(question, clean(data[f"a_{question.id}"]), clock.today()):
            form[f"a_{question.id}"].errors = [fault]
    return form


def _next(token: str, lang: str, name: str, questions: list[Question]) -> str:
    """The same part where something in it cannot be read, else the next one, after the last the first page."""
    link = queries.link_by_token(token)
    drafts = link.said if link else {}
    today = clock.today()
    unread = any(q.id in drafts and queries.fault_of(q, drafts[q.id].value, today) for q in questions)
    names = [each.id for each, _ in queries.sections(link, today)] if link else []
    if unread or "stay" in request.form:
        return url_for(".section", token=token, name=name, lang=lang, saved=1)
    at = names.index(name) + 1 if name in names else len(names)
    if at < len(names):
        return url_for(".section", token=token, name=names[at], lang=lang, saved=1)
    return url_for(".show", token=token, lang=lang)


@bp.post("/<token>/hand-in")
@csrf.exempt  # type: ignore[untyped-decorator]
@requires(PUBLIC)
@_guarded
def hand_in(token: str, link: QuestionnaireLink, lang: str) -> Any:
    """All of it, once: the link is closed until something is asked back."""
    form = HandInForm(meta={"csrf": False})
    if form.validate():
        try:
            with _signed(link), unit_of_work():
                operations.hand_in(_fresh(token), answered_by=form.answered_by.data)
        except Refused as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show", token=token, lang=lang))
    return _shown(token, _fresh(token), lang, form)


@bp.get("/<token>/files/<int:draft_id>")
@requires(PUBLIC)
@_guarded
def file(token: str, link: QuestionnaireLink, lang: str, draft_id: int) -> Response:
    """A file that the vendor handed in here, back to the vendor."""
    from core.files import send_stored

    draft = next((each for each in link.drafts if each.id == draft_id and each.sha256), None)
    return send_stored(draft.sha256 or "", draft.file_name) if draft else abort(404)
