"""End of life: which components are supported no longer by those who make them, after a table brought in as a file."""
