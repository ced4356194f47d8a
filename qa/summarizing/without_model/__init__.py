"""Each form of a summary, written by rule.

Imports judging, said, article, sentences and form.
"""
