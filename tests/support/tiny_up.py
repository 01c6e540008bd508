"""`consilium up` with tiny children in place of the real parts.

python -m tests.support.tiny_up DATA_DIR WEB_PORT SFU_PORT [--deaf] [--prepare-fails]
"""

import sys
from pathlib import Path

from consilium.supervisor.plan import Address, Child, Plan
from consilium.supervisor.up import up

CHILD = str(Path(__file__).with_name("child.py"))
PREPARE = """
import json, os
with open(os.environ["CONSILIUM_LINKS"], "w") as file:
    json.dump([["organiser", "http://127.0.0.1/in/organiser"]], file)
"""


def _child(name: str, port: int, stage: int, *flags: str) -> Child:
    return Child(name, (sys.executable, CHILD, str(port), *flags), Address("127.0.0.1", port), stage)


def plan(data_dir: Path, web_port: int, sfu_port: int, flags: set[str]) -> Plan:
    deaf = ["--deaf"] if "--deaf" in flags else []
    return Plan(
        data_dir=data_dir,
        site_url=f"http://127.0.0.1:{web_port}",
        prepare=(sys.executable, "-c", "raise SystemExit(7)" if "--prepare-fails" in flags else PREPARE),
        sfu=_child("sfu", sfu_port, 2),
        parts=(_child("web", web_port, 1, "--worker", *deaf),),
    )


if __name__ == "__main__":
    folder, web, sfu, *rest = sys.argv[1:]
    sys.exit(up(plan(Path(folder), int(web), int(sfu), set(rest)), sfu_config="{}"))
