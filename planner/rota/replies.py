"""A solver's process answers on standard output alone, whatever its library prints there of its own."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

Say = Callable[[dict[str, Any]], None]


def keep_for_replies() -> Say:
    """Standard output as a line of JSON a reply; from here on, anything else printed there is lost.

    HiGHS greets on standard output from version 1.16 on, even when told to print nothing.
    """
    sys.stdout.flush()
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)

    def say(message: dict[str, Any]) -> None:
        replies.write(json.dumps(message) + "\n")
        replies.flush()

    return say
