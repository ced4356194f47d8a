"""A chat model that gives answers marks."""
