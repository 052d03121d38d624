"""Tests as files: cases for a template or a method, read from YAML, run, and compared with what is expected."""
