"""Sentences held against the passages: those of a model as they come, and a text that somebody else wrote.

Imports without_model and evidence.
"""
