"""One suite under many settings, and which of these are worth choosing from."""
