"""Summaries of articles: the editor's note first of all, each sentence with the places that carry it.

:mod:`qa.summarizing.summary` makes one of one article, :mod:`qa.summarizing.digests.digest` one of several. The rooms
import only from those above them here:

    form             what a summary is as a text: what is asked for, how long it is, in which words, whole, not copied
    sentences        a sentence taken apart, made shorter, turned into a question, by rule
    article          the article: its sentences and which of them matter, its chapters, its topics
    said             what the article says, in parts of its sentences that can stand in a summary
    judging          whether a sentence is borne out, and whether a summary has its form and covers its article
    without_model    each form, written by rule
    with_model       each form, written by a chat model, checked and mended
    digests          several articles: their themes, what each says, where their authors differ
"""
