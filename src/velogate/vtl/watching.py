"""Whether renderings are measured: the coverage plugin says so, and every template looks here before it renders."""

MEASURED = False
