"""Deployable forms of an entry: each room writes one, from the model of the API that the entry makes."""
