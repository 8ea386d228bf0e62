"""How large a file may be before reading it costs more than it can be worth. Generous for contracts."""

MAX_BYTES = 50 * 1024 * 1024
"""Of the file as uploaded."""

MAX_PART_BYTES = 64 * 1024 * 1024
"""Of one part of a .docx after unpacking."""

MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""Of all parts of a .docx after unpacking, by their own account."""

MAX_PARTS = 5_000
"""Files in a .docx."""

MAX_PAGES = 3_000
"""Of a PDF."""

MAX_SCANS = 400
"""Pages of a file that are read from pictures, at a second each; the rest is said to be unread."""

MAX_CHARACTERS = 4_000_000
"""Of text, about 2,000 dense pages."""

MAX_DEPTH = 40
"""Tables within tables."""
