"""The library for programs that speak MCP: tools to ask, search and write with, and articles to read.

server.py      what is answered to each request of the protocol
tools.py       the tools: what each is for, what it takes, what it gives
arguments.py   what a tool may be given
calling.py     one call while it lasts: told how far it is, ended when nobody waits for it
told.py        results as a model reads them, with the places behind each sentence
addresses.py   what articles and sections are called as resources
schemas.py     results as JSON Schema describes them
resources.py   articles and sections by address, page by page
sessions.py    the clients that are connected over HTTP, of which the idlest go where there are too many
endpoint.py    over HTTP: streamable HTTP as an ASGI application
stdio.py       over standard input and output
"""
