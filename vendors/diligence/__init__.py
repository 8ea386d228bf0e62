"""Evidence that what vendors supply is safe to use: which tests a service needs, what came of them, what is still open."""
