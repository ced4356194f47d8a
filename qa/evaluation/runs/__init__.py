"""A suite gone through, and what is kept of it."""
