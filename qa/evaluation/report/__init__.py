"""A run as people and programs read it: an HTML page that needs nothing but itself, Markdown, JSON."""
