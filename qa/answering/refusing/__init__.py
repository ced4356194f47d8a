"""When to refuse before anything is written: what a question takes for granted that no passage says.

Imports without_model and question.
"""
