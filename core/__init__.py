"""What every domain needs; it knows no vendor, contract or SBOM."""
