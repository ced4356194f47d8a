"""Whether the article bears a sentence out, and whether a summary has its form and covers its article.

Whoever wrote it is judged alike. Imports article and form.
"""
