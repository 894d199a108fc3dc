"""``python -m matchmaker`` is the console script."""

from matchmaker.cli import main

main()
