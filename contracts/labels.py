"""The words for the contracts domain's audit tags and records."""

from flask import Flask

from core.audit.shown import register_labels
from core.phrases import N_

TAGS = {
    "contracts:contract:add": N_("Contract registered"),
    "contracts:contract:edit": N_("Contract corrected"),
    "contracts:document:add": N_("Paper attached"),
    "contracts:document:withdraw": N_("Paper withdrawn"),
    "contracts:clauses:check": N_("Clauses checked"),
    "contracts:clauses:clear": N_("Clause check emptied: no paper counts any more"),
    "contracts:clause:confirm": N_("Clause verdict confirmed"),
    "contracts:clause:overrule": N_("Clause verdict overruled"),
    "contracts:exception:grant": N_("Clause exception granted"),
    "contracts:exception:end": N_("Clause exception ended"),
    "contracts:exception:expire": N_("Clause exception expired"),
    "contracts:term:amendment": N_("Term amended"),
    "contracts:term:renewal": N_("Contract renewed"),
    "contracts:term:termination": N_("Contract terminated"),
    "contracts:term:cancellation": N_("Termination cancelled"),
    "contracts:access:grant": N_("Access registered"),
    "contracts:access:edit": N_("Access changed"),
    "contracts:access:revoke": N_("Access revoked"),
    "contracts:access:restore": N_("Access live again"),
    "contracts:asset:hand": N_("Asset registered"),
    "contracts:asset:edit": N_("Asset changed"),
    "contracts:asset:end": N_("Asset returned, destroyed or handed over"),
    "contracts:asset:restore": N_("Asset with the vendor again"),
    "contracts:offboarding:plan": N_("End-of-contract tasks planned"),
    "contracts:offboarding:complete": N_("Task completed"),
    "contracts:offboarding:verify": N_("Task verified"),
    "contracts:offboarding:reopen": N_("Task reopened"),
    "contracts:offboarding:assign": N_("Task assigned"),
}
SUBJECTS = {
    "contract": N_("Contract"),
    "contract_document": N_("Contract paper"),
    "offboarding_task": N_("End-of-contract task"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
