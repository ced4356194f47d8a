"""``python -m qa`` is the command ``qa``."""

from qa.cli.main import main

if __name__ == "__main__":
    main()
