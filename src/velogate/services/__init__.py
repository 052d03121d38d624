"""The other side of an integration: what answers its requests."""
