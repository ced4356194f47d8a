"""What is asked: the words of a question, the kind of thing it wants, its parts, and what of it is an order.

Imports evidence.
"""
