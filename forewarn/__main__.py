"""`python -m forewarn`: the same as the console script."""

from forewarn.cli import main

main()
