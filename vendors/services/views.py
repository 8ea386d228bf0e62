from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from core.audit.queries import history_of
from core.auth.guard import requires
from core.db import db, unit_of_work
from core.excel.lists import send_list
from core.forms import ReasonForm
from core.web.changes import submitted
from vendors.register.models import Vendor
from vendors.register.queries import vendor_choices, vendor_page
from vendors.services import listings, operations, queries
from vendors.services.forms import AlternativeForm, FunctionForm, ServiceForm
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import (
    DATA_CLASS_NAMES,
    SERVICE_KIND_NAMES,
    SUBSTITUTABILITY_NAMES,
    Criticality,
    DataClass,
    ServiceKind,
    Substitutability,
)

bp = Blueprint("services", __name__, url_prefix="/services")


@bp.get("/")
@requires("vendors.view")
def index() -> str | Response:
    """The list of services; `?format=xlsx` is the same list as a workbook."""
    listing = listings.services()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/services/index.html", page=listing.page(request.args))


@bp.get("/<int:service_id>")
@requires("vendors.view")
def show(service_id: int) -> str:
    """One service; higher domains add their panels."""
    return _page(queries.service_page(service_id), _alternative_form(service_id))


def _page(service: Service, form: AlternativeForm) -> str:
    return render_template(
        "vendors/services/show.html",
        service=service,
        status=queries.service_status(service),
        recovery=queries.recovery(service),
        duration=queries.said_duration,
        criticality=queries.criticality_status,
        names={"kind": SERVICE_KIND_NAMES, "data": DATA_CLASS_NAMES, "replace": SUBSTITUTABILITY_NAMES},
        form=form,
        history=history_of("service", service.id),
    )


def _alternative_form(service_id: int) -> AlternativeForm:
    form = AlternativeForm()
    service = queries.service_page(service_id)
    taken = {service.vendor_id, *(v.id for v in service.alternatives)}
    form.vendor_id.choices = [("", "—"), *(choice for choice in vendor_choices() if choice[0] not in taken)]
    return form


@bp.route("/new/<int:vendor_id>", methods=["GET", "POST"])
@requires("services.edit")
def new(vendor_id: int) -> str | Response:
    vendor = vendor_page(vendor_id)
    form = ServiceForm(
        kind=ServiceKind.MAINTENANCE.value,
        data_class=DataClass.INTERNAL.value,
        substitutability=Substitutability.UNKNOWN.value,
    )
    form.functions.choices = list(queries.function_choices())
    if done := submitted(form, lambda: operations.add_service(vendor, by=current_user, **_values(form))):
        flash(gettext("The service is registered."), "good")
        return redirect(url_for(".show", service_id=done.made.id))
    return render_template("vendors/services/form.html", form=form, vendor=vendor, service=None)


@bp.route("/<int:service_id>/edit", methods=["GET", "POST"])
@requires("services.edit")
def edit(service_id: int) -> str | Response:
    service = queries.service_page(service_id)
    form = ServiceForm(obj=service, data={"functions": [f.id for f in service.functions]})
    form.functions.choices = list(queries.function_choices(also=service.functions))
    if request.method == "GET":
        form.functions.data = [f.id for f in service.functions]
    if submitted(
        form, lambda: operations.edit_service(service, version=form.version.data, by=current_user, **_values(form))
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".show", service_id=service_id))
    return render_template("vendors/services/form.html", form=form, vendor=service.vendor, service=service)


def _values(form: ServiceForm) -> dict[str, Any]:
    return form.values | {
        "kind": ServiceKind(form.kind.data),
        "data_class": DataClass(form.data_class.data),
        "substitutability": Substitutability(form.substitutability.data),
        "functions": queries.functions_by_id(form.functions.data or []),
    }


@bp.post("/<int:service_id>/end")
@requires("services.edit")
def end(service_id: int) -> Response:
    service = db.get_or_404(Service, service_id)
    with unit_of_work():
        operations.end_service(service, by=current_user)
    flash(gettext("The service is ended; it stays in the history."), "good")
    return redirect(url_for(".show", service_id=service_id))


@bp.route("/<int:service_id>/resume", methods=["GET", "POST"])
@requires("services.edit")
def resume(service_id: int) -> str | Response:
    """Supplied again, and why."""
    service, form = db.get_or_404(Service, service_id), ReasonForm()
    back = url_for(".show", service_id=service_id)
    if submitted(form, lambda: operations.resume_service(service, reason=form.reason.data, by=current_user)):
        return redirect(back)
    return render_template(
        "layout/reason.html", form=form, title=gettext("Supplied again"), name=service.name, back=back,
        lead=gettext("It counts again everywhere; that it had ended stays in its history."),
    )  # fmt: skip


@bp.post("/<int:service_id>/alternatives")
@requires("services.edit")
def add_alternative(service_id: int) -> str | Response:
    service = queries.service_page(service_id)
    form = _alternative_form(service_id)
    if submitted(
        form,
        lambda: operations.name_alternative(service, db.get_or_404(Vendor, form.vendor_id.data), by=current_user),
    ):
        return redirect(url_for(".show", service_id=service_id, _anchor="alternatives"))
    return _page(queries.service_page(service_id), form)


@bp.post("/<int:service_id>/alternatives/<int:vendor_id>/drop")
@requires("services.edit")
def drop_alternative(service_id: int, vendor_id: int) -> Response:
    service, vendor = queries.service_page(service_id), db.get_or_404(Vendor, vendor_id)
    with unit_of_work():
        operations.drop_alternative(service, vendor, by=current_user)
    return redirect(url_for(".show", service_id=service_id, _anchor="alternatives"))


@bp.get("/functions")
@requires("vendors.view")
def functions() -> str | Response:
    """The firm's business functions; `?format=xlsx` is the same list as a workbook."""
    listing = listings.functions()
    if request.args.get("format") == "xlsx":
        return send_list(listing, request.args)
    return render_template("vendors/services/functions.html", page=listing.page(request.args))


@bp.get("/functions/<int:function_id>")
@requires("vendors.view")
def function(function_id: int) -> str:
    found = db.get_or_404(BusinessFunction, function_id)
    return render_template(
        "vendors/services/function.html",
        function=found,
        status=queries.criticality_status(found),
        findings=queries.function_findings(found),
        services=queries.services_for(found),
        duration=queries.said_duration,
        kinds=SERVICE_KIND_NAMES,
        history=history_of("business_function", found.id),
    )


@bp.route("/functions/new", methods=["GET", "POST"])
@requires("services.edit")
def new_function() -> str | Response:
    form = FunctionForm(criticality=Criticality.IMPORTANT.value)
    if done := submitted(form, lambda: operations.add_function(by=current_user, **_function_values(form))):
        flash(gettext("The function is registered."), "good")
        return redirect(url_for(".function", function_id=done.made.id))
    return render_template("vendors/services/function_form.html", form=form, function=None)


@bp.route("/functions/<int:function_id>/edit", methods=["GET", "POST"])
@requires("services.edit")
def edit_function(function_id: int) -> str | Response:
    found = db.get_or_404(BusinessFunction, function_id)
    form = FunctionForm(obj=found)
    if submitted(
        form,
        lambda: operations.edit_function(found, version=form.version.data, by=current_user, **_function_values(form)),
    ):
        flash(gettext("Saved."), "good")
        return redirect(url_for(".function", function_id=function_id))
    return render_template("vendors/services/function_form.html", form=form, function=found)


def _function_values(form: FunctionForm) -> dict[str, Any]:
    return form.values | {"criticality": Criticality(form.criticality.data)}
