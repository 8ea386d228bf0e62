"""Asking a vendor for the sources and licences that an SBOM leaves out, and taking in what it answers."""
