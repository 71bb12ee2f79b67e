"""`python -m quanyi COMMAND`: hands the words to the command line."""

import sys

from quanyi.site.command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
