"""服務規格書: what a service must consist of and keep to, agreed with its vendor; and whether it keeps to it (CC-19000-4-10)."""
