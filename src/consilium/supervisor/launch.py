"""Becomes another program, but asks the kernel first to be told (SIGTERM) when the supervisor dies.

Run as `python -IS launch.py SUPERVISOR_PID COMMAND ...`. The wish survives exec, so even `kill -9` of the
supervisor leaves no orphans; a preexec_fn in the supervisor would do the same, but less safely.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    supervisor, command = int(sys.argv[1]), sys.argv[2:]
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != supervisor:  # it died before we could ask
        sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606
    except OSError as error:
        sys.exit(f"{command[0]} cannot be started: {error.strerror}")


if __name__ == "__main__":
    main()
