"""``python -m desktop``: the command line, which opens the window when it is given no command."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
