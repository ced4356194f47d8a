"""What a summary is as a text, whatever its article says: asked for, counted, worded, whole, not copied.

Imports no other room.
"""
