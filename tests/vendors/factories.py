"""Plain makers of the vendors domain's records for tests; each commits its own unit of work."""

from itertools import count
from typing import Any

from core.audit import record
from core.db import db, unit_of_work
from vendors.register import operations
from vendors.register.models import Vendor
from vendors.services.models import BusinessFunction, Service
from vendors.services.rules import Criticality, ServiceKind

_numbers = count(1)


def make_vendor(**fields: Any) -> Vendor:
    fields.setdefault("name_zh", f"測試資訊{next(_numbers)}股份有限公司")
    with unit_of_work():
        return operations.register_vendor(by=None, **fields)


def make_function(**fields: Any) -> BusinessFunction:
    fields = {"name": f"業務{next(_numbers)}", "criticality": Criticality.ORDINARY} | fields
    with unit_of_work():
        function = BusinessFunction(**fields)
        db.session.add(function)
        db.session.flush()
        record("vendors:function:add", function, by=None)
    return function


def make_service(vendor: Vendor | None = None, **fields: Any) -> Service:
    vendor = vendor or make_vendor()
    fields = {"name": f"服務{next(_numbers)}", "kind": ServiceKind.MAINTENANCE} | fields
    with unit_of_work():
        service = Service(vendor_id=vendor.id, **fields)
        db.session.add(service)
        db.session.flush()
        record("vendors:service:add", service, by=None)
    return service
