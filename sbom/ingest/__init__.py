"""From a file to components: what a vendor's SBOM says, read without trusting it."""
