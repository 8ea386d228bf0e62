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
}
SUBJECTS = {
    "contract": N_("Contract"),
    "contract_document": N_("Contract paper"),
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS)
