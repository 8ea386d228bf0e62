"""Whether a vendor says, for each component, where it comes from and under which licence (CC-19000-4-5)."""
