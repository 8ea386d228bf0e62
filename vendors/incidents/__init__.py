"""資安事件: what happened at or through a vendor, who was told of it by when, and what came of it (CC-20000-9)."""
