"""Words that rulebooks and the check share: what a passage can lack, and which properties a condition may ask of it."""

from collections.abc import Mapping

from core.phrases import N_

LACKS: Mapping[str, str] = {
    "amounts": N_("It names no amount, rate or rule of reckoning."),
    "any_procedure": N_("It says neither by when nor how."),
    "approval": N_("It does not ask for the client's consent beforehand."),
    "both_parties": N_("It binds one party only, not both."),
    "causes": N_("It covers one special case only."),
    "change_procedure": N_("It covers amendments or prices only, not who asks for a change, who answers, and when."),
    "client_right": N_("Only the vendor has this right."),
    "criteria": N_("It names no criteria for passing."),
    "dates_blank": N_("The dates are left blank."),
    "dates_vague": N_("The date is not fixed."),
    "definite_scope": N_("It covers a trial or an intention, not the service itself."),
    "duties": N_("It says who owns what, not who must do what."),
    "forum": N_("It fixes no court, arbitration or mediation."),
    "levels": N_("It names no measurable level."),
    "on_site": N_("It offers a certificate, report or self-assessment instead of an examination."),
    "remedy": N_("It gives no remedy beyond a token."),
    "return_of_assets": N_("It provides no return, deletion or hand-over."),
    "security_incident": N_("It covers operational faults or losses, not security incidents."),
    "security_only_leak": N_("It covers leaks of confidential information only."),
    "term_of_contract": N_("It gives the length of one task, not the contract's term."),
    "settling": N_("It speaks of the matter without settling it; compare it with what counts."),
    "vendor_bound": N_("It binds the client only, not the vendor."),
    "warranty_repair": N_("It promises care, but no repair free of charge for a stated time."),
}

PROPERTIES: Mapping[str, str] = {
    "chinese": "the document is mainly Chinese",
    "english": "the document is mainly English",
    "table": "the passage is a row of a table",
    "early": "the passage stands in the first third of the document",
    "definition": "the passage defines a term",
    "recital": "the passage says why the parties meet, and binds nobody",
    "elsewhere": "the passage only refers to another document or article",
    "deferred": "the passage leaves the matter to a later agreement",
    "by_client": "the client is an actor of the passage",
    "by_vendor": "the vendor is an actor of the passage",
    "by_both": "both parties are bound in the passage",
    "one_sided_client": "the client is the only actor of the passage",
    "one_sided_vendor": "the vendor is the only actor of the passage",
    "default_by_client": "the first who fails to perform in the passage is the client",
    "both_near": "in the passage and its neighbours both parties are actors",
    "each_acts": "either party does something of its own in the passage",
    "names_both": "the passage names both parties",
    "audits_client": "in the passage the vendor examines the client",
    "two_dates": "the passage holds at least two dates",
    "short": "the passage has fewer than 25 characters (Chinese) or 8 words",
    "has_content": "the passage is more than a reference, a heading or a blank",
}
