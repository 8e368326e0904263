"""A solver's process: what its library prints of its own never stands among the replies."""

from __future__ import annotations

import json
import subprocess
import sys

NOISY = """
import os
from planner.rota.replies import keep_for_replies
say = keep_for_replies()
os.write(1, b"Running a solver: copyright and so on\\n")
print("and by Python")
say({"status": "optimal"})
"""


def test_only_replies_come_out() -> None:
    done = subprocess.run([sys.executable, "-c", NOISY], capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [{"status": "optimal"}]
