"""What many vendors' products have inside: one component, or one supplier, that critical functions rest on together."""
