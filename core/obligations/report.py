"""The obligations on the board's workbook."""

from dataclasses import replace
from datetime import date

from flask_babel import gettext

from core.i18n import language
from core.obligations.listings import columns
from core.obligations.registry import obligations
from core.obligations.rules import STATE_NAMES, TONES, State, counts
from core.phrases import N_, counted, phrase
from core.report import Definition, Figure, Sheet, Table
from core.web.listing import Column, Kind, Status


def sheet(as_of: date) -> Sheet:
    """Every line of CC-19000-4 with its state, and what is not met, one by one."""
    from core.i18n import say

    found = obligations(as_of)
    tally = counts(found)
    zh = language() == "zh_Hant_TW"

    def tally_of(state: State) -> Column:
        return Column(state.value, say(STATE_NAMES[state]), lambda s: s.tally[state], Kind.NUMBER)

    lines = found.by_line
    matrix = Table(
        gettext("CC-19000 (4), line by line"),
        [
            Column("id", gettext("Rule line"), lambda s: s.line.id),
            Column("must", gettext("The firm must"), lambda s: s.line.zh if zh else s.line.en),
            Column("state", gettext("State"), lambda s: Status(say(STATE_NAMES[s.state]), TONES[s.state]), Kind.STATUS),
            *(tally_of(state) for state in State),
        ],
        lines,
    )
    open_ones = [o for o in found if o.state in (State.NOT_MET, State.DUE_SOON)]
    return Sheet(
        title=gettext("Obligations"),
        lead=gettext("What nothing has judged yet is shown as not assessed, never as met."),
        figures=[
            Figure(
                "obligations.not_met",
                gettext("Obligations not met"),
                tally[State.NOT_MET],
                tone="bad" if tally[State.NOT_MET] else "good" if found else "muted",
                why=phrase(
                    counted(
                        len(found), N_("%(n)s of %(all)s judged obligation"), N_("%(n)s of %(all)s judged obligations")
                    ),
                    n=tally[State.NOT_MET],
                    all=len(found),
                ),
            ),
            Figure("obligations.not_assessed", gettext("Obligations not assessed"), tally[State.NOT_ASSESSED]),
        ],
        tables=[matrix, Table(gettext("Not met or due soon"), _columns(), open_ones, gettext("Nothing is open."))],
        definitions=[
            Definition(
                gettext("Obligation"),
                gettext(
                    "One line of the rule applied to one vendor, contract, service or product, with its state and the reason."
                ),
                "CC-19000 (4)",
            )
        ],
    )


def _columns() -> list[Column]:
    """Those of the list, with where each subject is kept."""
    return [replace(column, url=lambda o: o.url) if column.key == "subject" else column for column in columns()]
