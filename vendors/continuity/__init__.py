"""營運持續: what functions tolerate, what vendors promised and last proved, and how the firm goes on without them."""
