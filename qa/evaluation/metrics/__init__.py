"""What is measured: each module gives figures with their units, and :mod:`qa.evaluation.measuring` puts them together.

ranking.py       are the gold sections found, and how high do they stand
answers.py phrases.py cmrc.py   does an answer say what it has to
refusal.py       is that refused which cannot be answered, and how far confidence tells
citations.py     does what is cited carry the sentence
notes.py         editor's notes
sentences.py calibration.py     the check, against a person's labels
judgements.py    a model's marks
costs.py         tokens, money, time
statistics.py    values, intervals, tests
"""
