"""The words for the contracts domain's audit tags and records."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from contracts.access.rules import PRIVILEGE_NAMES
from contracts.assets.rules import ASSET_KIND_NAMES, MUST_END_NAMES
from contracts.clauses.effective import VERDICT_NAMES
from contracts.documents.rules import DOCUMENT_KIND_NAMES
from contracts.letters.rules import ANSWER_NAMES
from contracts.register.agreed import NOTICE_UNIT_NAMES, RENEWAL_NAMES
from core.audit.shown import register_labels
from core.phrases import N_

TAGS = {
    "contracts:contract:add": N_("Contract registered"),
    "contracts:contract:edit": N_("Contract corrected"),
    "contracts:document:add": N_("Paper attached"),
    "contracts:document:correct": N_("Paper's kind or days corrected"),
    "contracts:document:withdraw": N_("Paper withdrawn"),
    "contracts:document:reread": N_("Paper read once more"),
    "contracts:clauses:check": N_("Clauses checked"),
    "contracts:clauses:recheck": N_("New check of all contracts ordered"),
    "contracts:clauses:clear": N_("Clause check emptied: no paper counts any more"),
    "contracts:rulebook:choose": N_("Judged by a further rulebook"),
    "contracts:rulebook:drop": N_("No longer judged by a further rulebook"),
    "contracts:clause:confirm": N_("Clause verdict confirmed"),
    "contracts:clause:overrule": N_("Clause verdict overruled"),
    "contracts:question:ask": N_("Question on a clause asked"),
    "contracts:question:answer": N_("Question on a clause answered"),
    "contracts:question:withdraw": N_("Question on a clause taken back"),
    "contracts:exception:grant": N_("Clause exception granted"),
    "contracts:exception:end": N_("Clause exception ended"),
    "contracts:exception:expire": N_("Clause exception expired"),
    "contracts:bulk:start": N_("Check in bulk begun"),
    "contracts:bulk:resume": N_("Check in bulk resumed"),
    "contracts:bulk:finish": N_("Check in bulk finished"),
    "contracts:bulk:file": N_("Checked paper filed to a contract"),
    "contracts:bulk:delete": N_("Check in bulk deleted"),
    "contracts:letter:draft": N_("Letter to the vendor drafted"),
    "contracts:letter:send": N_("Letter to the vendor sent"),
    "contracts:letter:answer": N_("Vendor's answer recorded"),
    "contracts:letter:withdraw": N_("Letter to the vendor withdrawn"),
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
    "clause_letter": N_("Letter to the vendor"),
    "bulk_check": N_("Check in bulk"),
}

FIELDS = {
    "signed_on": N_("Signed on"),
    "starts_on": N_("Starts on"),
    "ends_on": N_("Ends on"),
    "renewal": N_("Renewal"),
    "renewal_months": N_("Renews for months"),
    "notice_amount": N_("Notice before the end"),
    "notice_unit": N_("Notice counts in"),
    "value_minor": N_("Value in minor units"),
    "currency": N_("Currency"),
    "is_yearly": N_("Value is for one year"),
    "services": N_("Services covered"),
    "known_on": N_("Agreed on"),
    "effective_on": N_("Takes effect on"),
    "changes_end": N_("Changes the end"),
    "effective_end": N_("Effective end"),
    "access": N_("Access"),
    "system": N_("System"),
    "account": N_("Account"),
    "privilege": N_("Privilege"),
    "is_remote": N_("Remote"),
    "sponsor_id": N_("Sponsor"),
    "granted_on": N_("Granted on"),
    "last_used_on": N_("Last used on"),
    "expires_on": N_("Expires on"),
    "also_for": N_("Also needed by"),
    "revoked_on": N_("Revoked on"),
    "asset": N_("Asset"),
    "label": N_("What it is"),
    "quantity": N_("Quantity"),
    "must_end": N_("Must end by"),
    "handed_over_on": N_("With the vendor since"),
    "ended_how": N_("The end"),
    "done_on": N_("Done on"),
    "completed_by": N_("Done by"),
    "completion_note": N_("What was done, and how it shows"),
    "created": N_("Created"),
    "moved": N_("Moved"),
    "restored": N_("Restored"),
    "withdrawn": N_("Withdrawn"),
    "clause": N_("Clause"),
    "verdict": N_("Verdict"),
    "rulebook": N_("Rulebook"),
    "requested_by": N_("Requested by"),
    "question": N_("Question"),
    "asked_of": N_("Asked of"),
    "present": N_("Present"),
    "partial": N_("Incomplete"),
    "absent": N_("Missing"),
    "contract": N_("Contract"),
    "clauses": N_("Clauses asked for"),
    "checked": N_("Files checked"),
    "refused": N_("Files refused"),
    "started_at": N_("Started"),
    "reply_by": N_("Answer due"),
    "sent_on": N_("Sent on"),
    "sent_how": N_("How"),
    "answered_on": N_("Answered on"),
    "answer": N_("Answer"),
}
WORDS: dict[str, Mapping[Any, Any]] = {
    "kind": {**DOCUMENT_KIND_NAMES, **ASSET_KIND_NAMES},
    "privilege": PRIVILEGE_NAMES,
    "must_end": MUST_END_NAMES,
    "ended_how": MUST_END_NAMES,
    "renewal": RENEWAL_NAMES,
    "notice_unit": NOTICE_UNIT_NAMES,
    "verdict": VERDICT_NAMES,
    "answer": ANSWER_NAMES,
}


def init_app(app: Flask) -> None:
    register_labels(tags=TAGS, subjects=SUBJECTS, fields=FIELDS, words=WORDS)
