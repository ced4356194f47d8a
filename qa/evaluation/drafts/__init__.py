"""Questions proposed from an article, for a person to accept."""
