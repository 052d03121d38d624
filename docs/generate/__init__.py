"""The documents that are made from the reference, from the fixtures and from what commands print."""
