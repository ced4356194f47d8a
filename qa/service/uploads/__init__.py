"""Files that arrive over HTTP: taken down while they come, kept until they are in the library, never by their names."""
