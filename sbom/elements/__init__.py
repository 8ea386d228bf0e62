"""最低要素: how much of what NTIA, CISA and BSI want in an SBOM each delivery holds, side by side."""
