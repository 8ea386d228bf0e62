"""Software that services deliver, and its releases."""
