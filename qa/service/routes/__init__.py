"""What is at each path, one file a subject."""
