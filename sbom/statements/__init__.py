"""What a vendor stated of its components besides the SBOM: kept with its date and file, never written over the SBOM."""
