"""The process: from binding the address to the end of the last request."""
