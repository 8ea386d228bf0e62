"""Many papers checked at once, from a zip: a dated record of what each lacks, before any of them belongs to a contract."""
