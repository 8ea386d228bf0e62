"""An SBOM to hand on: what the vendor sent, in one of two standards, with what we know of it."""
