"""What requests and responses look like, and their description in /openapi.json."""
