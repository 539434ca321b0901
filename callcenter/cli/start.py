"""Where the command begins: next to nothing is imported yet, so that Ctrl-C finds us ready for it at once."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line. Until the verbs are imported Ctrl-C ends us without a word: nothing is there to tidy up."""
    # Not if it is ignored (nohup, a shell's background): that stays so.
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_ours:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from callcenter.cli.main import load_verbs
    from callcenter.cli.main import main as run

    load_verbs()
    try:
        if is_ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
