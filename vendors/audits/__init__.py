"""廠商稽核: on-site and desk audits of vendors, from the yearly plan to the finding that a second person closes."""
