"""`python -m copydesk` is the command `copydesk`."""

from ._command import main

main()
