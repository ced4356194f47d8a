"""Each form of a summary, written by a chat model: checked, sent back with what is wrong, mended.

Where its text lacks something, the rules' stands in. Imports without_model, judging, article, sentences and form.
"""
