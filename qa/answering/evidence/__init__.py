"""What in an article may speak for an answer, and what only seems to. Imports no other room."""
