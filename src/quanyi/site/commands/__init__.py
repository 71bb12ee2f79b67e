"""Words of the command line that work on an installation; each module answers one word."""
