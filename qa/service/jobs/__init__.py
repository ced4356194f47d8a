"""What takes longer than a request: putting uploads into the library, one after the other."""
