"""The words for the software domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_
from core.severity import SEVERITY_NAMES
from sbom.licences.policy import RULING_NAMES
from sbom.support.rules import COURSE_NAMES
from sbom.vulnerabilities.rules import JUSTIFICATION_NAMES
from sbom.vulnerabilities.rules import STATE_NAMES as FINDING_STATES

TAGS = {
    "sbom:product:add": N_("Product registered"),
    "sbom:product:edit": N_("Product changed"),
    "sbom:product:end": N_("Product no longer in use"),
    "sbom:product:restore": N_("Product in use again"),
    "sbom:release:add": N_("Release registered"),
    "sbom:release:edit": N_("Release changed"),
    "sbom:release:end": N_("Release no longer in use"),
    "sbom:release:reopen": N_("Release in use again"),
    "sbom:licence:rule": N_("Licence policy changed"),
    "sbom:licence:decide": N_("Licence decided on"),
    "sbom:key:issue": N_("Key issued"),
    "sbom:key:revoke": N_("Key revoked"),
    "sbom:upload:refuse": N_("Upload of a pipeline refused"),
    "sbom:answer:upload": N_("Vendor's answer received"),
    "sbom:answer:apply": N_("Vendor's statements kept"),
    "sbom:answer:discard": N_("Vendor's answer put aside"),
    "sbom:vulnerability:receive": N_("Advisories received"),
    "sbom:vulnerability:import": N_("Advisories imported"),
    "sbom:vulnerability:match": N_("SBOM matched with advisories"),
    "sbom:vulnerability:term": N_("Term for vulnerabilities changed"),
    "sbom:support:map": N_("Package matched with the table of end of life"),
    "sbom:support:unmap": N_("Package taken out of the table of end of life"),
    "sbom:support:decide": N_("Decided on a version without support"),
    "sbom:finding:judge": N_("Vulnerability judged"),
    "sbom:notice:register": N_("Notice registered"),
    "sbom:notice:match": N_("Notice matched anew"),
    "sbom:notice:close": N_("Notice dealt with"),
    "sbom:notice:reopen": N_("Notice reopened"),
    "sbom:measure:add": N_("Countermeasure added"),
    "sbom:measure:complete": N_("Countermeasure completed"),
    "sbom:delivery:receive": N_("SBOM received"),
    "sbom:delivery:keep": N_("SBOM read"),
    "sbom:delivery:refuse": N_("SBOM refused"),
}
SUBJECTS = {
    "product": N_("Product"),
    "release": N_("Release"),
    "sbom_delivery": N_("SBOM"),
    "notice": N_("Notice from a vendor"),
    "sbom_request": N_("Request to the vendor"),
    "api_key": N_("Key"),
    "licence_rule": N_("Licence policy"),
    "licence_decision": N_("Licence decision"),
    "vulnerability_import": N_("Imported advisories"),
    "finding": N_("Vulnerability"),
    "support_mapping": N_("Package of the table of end of life"),
    "component_support": N_("End of life"),
    "finding_term": N_("Terms for vulnerabilities"),
}

FIELDS = {
    "licence": N_("Licence"),
    "ruling": N_("Policy"),
    "own_namespace": N_("The vendor's own components begin with"),
    "is_ended": N_("No longer in use"),
    "release": N_("Release"),
    "released_on": N_("Released on"),
    "is_current": N_("This is the release in use"),
    "sha256": N_("SHA-256"),
    "valid": N_("Valid"),
    "added": N_("New"),
    "changed": N_("Changed"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Not readable"),
    "found": N_("Found"),
    "found_again": N_("Found again"),
    "gone": N_("Not found any more"),
    "severity": N_("Severity"),
    "package": N_("Package"),
    "table_product": N_("Product of the table"),
    "days": N_("Days"),
    "justification": N_("Why it is not affected"),
    "due_on": N_("To be done by"),
    "is_due_set": N_("Day set by a person"),
    "accepted": N_("Accepted"),
    "due_at": N_("Due"),
    "told_at": N_("Told at"),
    "product_id": N_("Product"),
    "products": N_("Products"),
    "releases": N_("Releases"),
    "sought": N_("What it touches"),
    "state": N_("State"),
    "course": N_("Treatment"),
    "target": N_("Move to"),
    "plan": N_("Plan to retire it"),
    "may_create": N_("May register products and releases that are not there yet"),
}


def init_app(app: Flask) -> None:
    register_labels(
        tags=TAGS,
        subjects=SUBJECTS,
        fields=FIELDS,
        words={
            "ruling": RULING_NAMES,
            "severity": SEVERITY_NAMES,
            "justification": JUSTIFICATION_NAMES,
            "state": FINDING_STATES,
            "course": COURSE_NAMES,
        },
    )
