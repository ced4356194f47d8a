"""Summaries of articles: the editor's note first of all, each sentence with the places that carry it."""
