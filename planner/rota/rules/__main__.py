"""Write `docs/rules.md` anew: `python -m planner.rota.rules docs`."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.rota.reading import write_whole
from planner.rota.rule_pages import rules_page

if __name__ == "__main__":
    write_whole(Path(sys.argv[1] if len(sys.argv) > 1 else "docs") / "rules.md", rules_page())
