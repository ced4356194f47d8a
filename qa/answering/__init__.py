"""From a question and the passages found for it to an answer in which every sentence has its source, or to a refusal.

:mod:`qa.answering.draft` is an answer while it is made. The rooms import only from those above them here:

    evidence         what in an article may speak for an answer: no orders, no announcements, metadata for what it is
    question         what is asked: its words, its kind, its parts, what is misspelt in it
    without_model    the sentences that could answer, those that do, and where two articles disagree
    refusing         when to refuse before anything is written
    checking         sentences, a model's or anybody's, held against the passages
    languages        question, passages and answer in different languages
    with_model       what a chat model writes, shown sentence by sentence as it is found to be borne out
    conversation     several questions in a row, each made self-contained
"""
