"""What an article says, in parts of its sentences that can stand in a summary; whether they may is not asked here.

Imports article, sentences and form.
"""
