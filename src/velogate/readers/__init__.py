"""Files that describe APIs, read into the model: one format a file."""
