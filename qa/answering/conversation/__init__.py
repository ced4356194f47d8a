"""Several questions in a row: what one refers to is taken from what was said before.

Imports languages and question. What answers is handed to it.
"""
