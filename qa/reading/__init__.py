"""Reading: files, Markdown, HTML and feeds to :class:`qa.models.Article`.

What is public::

    find_files(path)                  the files under a path that may be articles
    read_file(path)                   one of them, as a Reading
    read_bytes_of(data, name=)        the bytes of a file that is elsewhere
    read_text(text, name=, origin=)   a text that is in no file
    Reading                           the article, and warnings
    ENDINGS, SIZE_LIMIT               what is taken from a folder, and how large it may be

One input goes through these steps, each a module: ``files`` (path to bytes), ``encoding`` (bytes to text),
``front_matter``, ``nesting`` (what could never be read to the end), ``markdown`` (what kind of text it is; Markdown to HTML), ``page`` (where in an HTML page the article
is), ``markup`` and ``table`` (HTML tree to blocks) or ``plain`` (text to blocks), ``boilerplate`` with ``byline`` and
``credit`` (what is no part of the argument), ``sections`` (blocks to sections), and ``article``, which calls them.
"""

from __future__ import annotations

from qa.reading.article import Reading, read_bytes_of, read_file, read_text
from qa.reading.files import ENDINGS, SIZE_LIMIT, find_files

__all__ = ["ENDINGS", "SIZE_LIMIT", "Reading", "find_files", "read_bytes_of", "read_file", "read_text"]
