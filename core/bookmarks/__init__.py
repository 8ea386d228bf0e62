"""A person's own ways in: saved filters of lists, favourite pages, and what they looked at last."""
