"""Known vulnerabilities in the software in use: advisories brought in as files, matched, triaged, closed and never erased."""
