"""Suites of sample questions, what is measured on them, runs that are kept, and what got better or worse."""
