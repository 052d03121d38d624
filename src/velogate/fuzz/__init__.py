"""Requests that break a template: what it reads, what must hold for every request, and the search for one where not."""
