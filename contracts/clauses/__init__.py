"""Does the paper say what the rule requires: rulebooks, the check, decisions, exceptions, letters."""
