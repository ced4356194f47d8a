"""Several articles in one text: their themes, what each of them says, and where their authors differ.

Imports with_model, without_model, judging, article, sentences and form.
"""
