"""A tiny real program for the supervisor's tests: answers HTTP, and misbehaves when told to.

python child.py PORT [--worker] [--deaf] [--die]
  --worker  the port belongs to a child process of ours, as granian does it
  --deaf    SIGTERM changes nothing
  --die     end at once with status 3
"""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Pid(BaseHTTPRequestHandler):
    """Every answer is the id of the process that gave it."""

    def do_GET(self) -> None:
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(port: int, flags: set[str]) -> None:
    sys.stdout.write("started\n")
    sys.stdout.flush()
    if "--die" in flags:
        sys.exit(3)
    if "--deaf" in flags:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "--worker" in flags:
        worker = subprocess.Popen([sys.executable, __file__, str(port), *(flags & {"--deaf"})])
        sys.exit(worker.wait())
    HTTPServer(("127.0.0.1", port), Pid).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), set(sys.argv[2:]))
