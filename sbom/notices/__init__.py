"""通報: what vendors tell us of vulnerabilities, outdated versions and faults elsewhere, by when, and what is done about it."""
