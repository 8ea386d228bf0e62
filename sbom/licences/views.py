from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from core.auth.guard import requires
from core.db import db
from core.excel.lists import send_list
from core.web.changes import submitted
from sbom.components.models import Delivery
from sbom.licences import operations, queries
from sbom.licences.forms import DecisionForm, LicenceRuleForm, RuleForm
from sbom.licences.policy import CATEGORY_MEANINGS, CATEGORY_NAMES, DEFAULTS, Category, Ruling
from sbom.products.models import Product, Release

bp = Blueprint("licences", __name__)


@bp.get("/licences/")
@requires("sbom.view")
def index() -> str | Response:
    """Every licence in use; `?format=xlsx` is the same list as a workbook."""
    listing = queries.licences()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("sbom/licences/index.html", page=listing.page(request.args))


@bp.route("/licences/statement", methods=["GET", "POST"])
@requires("sbom.view")
def show() -> str | Response:
    """One licence statement (`?licence=`): what the policy makes of it, who uses it, what reviewers decided."""
    licence = request.args.get("licence", "").strip()[:4000]
    if not licence:
        return redirect(url_for(".index"))
    judged = queries.Judge()
    return render_template("sbom/licences/show.html", **_statement(licence, judged), form=_decision_form(licence))


def _statement(licence: str, judged: queries.Judge) -> dict[str, object]:
    return {
        "licence": licence,
        "verdict": judged.verdict(licence),
        "decision": judged.decision(licence),
        "ruling": judged.ruling(licence),
        "judged": judged,
        "used": queries.used_by(licence),
        "decisions": queries.decisions_on(licence),
        "status": queries.status,
        "category_names": CATEGORY_NAMES,
    }


def _decision_form(licence: str) -> DecisionForm:
    form = DecisionForm()
    products = [(u.product.id, f"{u.vendor} · {u.product.name}") for u in queries.used_by(licence)]
    form.product_id.choices = [("", gettext("every product")), *products]
    return form


@bp.post("/licences/decide")
@requires("sbom.decide")
def decide() -> str | Response:
    """A reviewer's word on a statement, for one product or all."""
    licence = request.args.get("licence", "").strip()[:4000]
    if not licence:
        abort(404)
    form = _decision_form(licence)
    if submitted(
        form,
        lambda: operations.decide(
            licence,
            ruling=Ruling(form.ruling.data),
            reason=form.reason.data or "",
            product_id=form.product_id.data,
            by=current_user,
        ),
    ):
        flash(gettext("Your decision is recorded."), "good")
        return redirect(url_for(".show", licence=licence))
    return render_template("sbom/licences/show.html", **_statement(licence, queries.Judge()), form=form)


@bp.get("/licences/policy")
@requires("policy.view")
def policy() -> str:
    """The policy that holds: by category, and the licences that are treated otherwise."""
    own = queries.rules()
    return render_template(
        "sbom/licences/policy.html",
        own=own,
        held=queries.policy(own),
        categories=CATEGORY_NAMES,
        meanings=CATEGORY_MEANINGS,
        prefix=operations.CATEGORY,
        status=queries.status,
    )


@bp.route("/licences/policy/category/<category>", methods=["GET", "POST"])
@requires("policy.edit")
def category(category: str) -> str | Response:
    """Change how a category stands."""
    if category not in {c.value for c in Category}:
        abort(404)
    subject = operations.CATEGORY + category
    default = DEFAULTS[Category(category)]
    return _rule(RuleForm, subject, title=CATEGORY_NAMES[Category(category)], default=default)


@bp.route("/licences/policy/licence", methods=["GET", "POST"])
@requires("policy.edit")
def licence() -> str | Response:
    """Name a licence that is treated otherwise than its category (`?licence=` changes one that is)."""
    return _rule(LicenceRuleForm, operations.subject_of(request.args.get("licence", "")), title="", default=None)


def _rule(kind: type[RuleForm], subject: str, *, title: str, default: Ruling | None) -> str | Response:
    own = queries.rules().get(subject)
    form = kind(
        ruling=own.ruling.value if own and own.ruling else "",
        reason=own.reason if own else "",
        version=own.version if own else None,
        licence=subject,
    )
    named = form.licence.data if isinstance(form, LicenceRuleForm) else subject
    if submitted(
        form,
        lambda: operations.set_rule(
            named or "",
            ruling=Ruling(form.ruling.data) if form.ruling.data else None,
            reason=form.reason.data or "",
            version=form.version.data or None,
            by=current_user,
        ),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".policy"))
    return render_template(
        "sbom/licences/rule.html", form=form, title=title, default=default, own=own, status=queries.status
    )


@bp.get("/<int:delivery_id>/attribution")
@requires("sbom.view")
def attribution(delivery_id: int) -> Response:
    """The attribution notice of a delivery, as text."""
    product = joinedload(Delivery.release).joinedload(Release.product).joinedload(Product.vendor)
    delivery = db.get_or_404(Delivery, delivery_id, options=[product])
    text = "".join(queries.attribution(delivery))
    name = f"attribution-{delivery.id}.txt"
    return Response(
        text.encode("utf-8", "replace"),
        mimetype="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
