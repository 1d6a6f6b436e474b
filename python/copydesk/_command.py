"""The command `copydesk` of the wheel."""

import signal
import sys

from . import _native


def main() -> None:
    """Runs the command line and ends the process with its exit code."""
    # Python would note the signal and go on: the command stops by itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["copydesk", *sys.argv[1:]]))
