"""What a contract's papers say in figures, days and names: read out of the text, offered, kept when a person confirms it."""
