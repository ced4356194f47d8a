"""Question, passages and answer in different languages: what is found, what is vouched for, what is shown.

Imports checking, refusing, without_model and evidence.
"""
