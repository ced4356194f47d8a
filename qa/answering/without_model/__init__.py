"""Answers in the articles' own sentences: those that could answer, those that do, and where two articles disagree.

Imports question and evidence. The other rooms rank by it, too: a refusal looks at the best candidate.
"""
