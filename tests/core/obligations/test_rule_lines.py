"""Every line of the rule is held against firms of our own: a new one without a row in a package's table fails here."""

from core.obligations import State
from core.obligations.rules import rule_lines
from tests.contracts.test_rule_lines import LINES as CONTRACTS
from tests.sbom.test_rule_lines import LINES as SBOM
from tests.vendors.test_rule_lines import LINES as VENDORS

LINES = (*VENDORS, *CONTRACTS, *SBOM)


def test_every_line_of_the_rule_has_its_firms():
    assert sorted(line.rule for line in LINES) == sorted(line.id for line in rule_lines())


def test_every_line_is_seen_to_fall_short():
    never = [
        line.rule for line in LINES if not {lack.says for lack in line.lacks} & {State.NOT_MET, State.NOT_ASSESSED}
    ]
    assert never == []
