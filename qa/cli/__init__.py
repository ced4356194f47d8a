"""The command ``qa``: what is typed becomes calls of :class:`qa.Assistant`, what comes back is shown."""
