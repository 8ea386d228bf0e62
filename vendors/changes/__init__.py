"""變更風險評估: what changes in what a vendor delivers is assessed before it is made, approved, and looked at after (CC-19000-4-7)."""
