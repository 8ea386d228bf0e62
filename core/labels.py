"""The words for core's own audit tags and records."""

from collections.abc import Mapping
from typing import Any

from core.auth.rules import ROLE_NAMES
from core.phrases import N_

TAGS = {
    "auth:sign-in:accept": N_("Signed in"),
    "auth:sign-out:do": N_("Signed out"),
    "auth:sign-in:refuse": N_("Sign-in refused"),
    "auth:account:lock": N_("Account locked"),
    "auth:person:add": N_("Account opened"),
    "auth:person:edit": N_("Account changed"),
    "auth:password:change": N_("Password changed"),
    "auth:password:reset": N_("Password reset"),
    "auth:language:choose": N_("Language chosen"),
    "auth:era:choose": N_("Calendar chosen"),
    "auth:absence:plan": N_("Absence planned"),
    "calendar:exception:add": N_("Calendar exception added"),
    "calendar:exception:remove": N_("Calendar exception taken out"),
    "demo:load": N_("Sample firm loaded"),
    "demo:remove": N_("Sample firm removed"),
    "report:board:make": N_("Board report made"),
}
SUBJECTS = {
    "user": N_("Person"),
    "calendar_exception": N_("Calendar exception"),
    "system": N_("System"),
    "board_snapshot": N_("Board report"),
}
FIELDS = {
    "login": N_("Account name"),
    "name": N_("Name"),
    "roles": N_("Roles"),
    "department": N_("Department"),
    "email": N_("E-mail"),
    "manager": N_("Manager"),
    "deputy": N_("Deputy"),
    "away_from": N_("Away from"),
    "away_until": N_("Away until"),
    "language": N_("Language"),
    "disabled": N_("Closed: may not sign in"),
    "roc_dates": N_("Dates in 民國 years"),
    "failures": N_("Wrong passwords in a row"),
    "day": N_("Day"),
    "is_working": N_("Working day"),
    "vendors": N_("Vendors"),
    "contracts": N_("Contracts"),
    "components": N_("Components"),
    "seed": N_("Seed"),
    "as_of": N_("As of"),
    "kind": N_("Kind"),
    "note": N_("Note"),
    "number": N_("Number"),
    "reason": N_("Reason"),
    "source": N_("Source"),
    "status": N_("State"),
    "file": N_("File"),
    "files": N_("Files"),
    "owner": N_("Responsible person"),
    "owner_id": N_("Responsible person"),
    "country": N_("Country"),
    "work": N_("Work"),
    "until": N_("Until (last day)"),
    "rows": N_("Rows"),
    "added": N_("Added"),
    "changed": N_("Changed"),
}
LANGUAGES = {"en": "English", "zh_Hant_TW": "繁體中文"}
WORDS: dict[str, Mapping[Any, Any]] = {"roles": ROLE_NAMES, "language": LANGUAGES}
