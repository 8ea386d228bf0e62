"""The words for core's own audit tags and records."""

from core.phrases import N_

TAGS = {
    "auth:sign-in:accept": N_("Signed in"),
    "auth:sign-in:refuse": N_("Sign-in refused"),
    "auth:account:lock": N_("Account locked"),
    "auth:person:add": N_("Account opened"),
    "auth:person:edit": N_("Account changed"),
    "auth:password:change": N_("Password changed"),
    "auth:password:reset": N_("Password reset"),
    "auth:language:choose": N_("Language chosen"),
    "auth:era:choose": N_("Calendar chosen"),
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
