"""A sentence by itself, by rule: what of it can stand alone, what it is in fewer words, what it answers.

Imports form.
"""
