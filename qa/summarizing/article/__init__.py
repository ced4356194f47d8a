"""An article made ready to be summarised: its sentences and which of them matter, its chapters, what it is about.

Imports sentences and form.
"""
