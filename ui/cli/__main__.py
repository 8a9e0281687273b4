"""``python -m ui.cli``: the command line."""

from ui.cli import main

main()
