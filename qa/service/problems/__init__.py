"""What goes wrong, as it is told to clients."""
