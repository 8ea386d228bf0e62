"""What a licence statement says: which SPDX licence it means, and what it leaves open."""
