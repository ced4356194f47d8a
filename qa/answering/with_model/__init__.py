"""Answers by a chat model: its stream watched, each sentence checked and shown, or dropped.

Imports checking, languages and question.
"""
