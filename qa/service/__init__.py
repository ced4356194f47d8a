"""The library for programs and for people without a terminal: HTTP API, OpenAI-compatible endpoint, MCP, web page."""
