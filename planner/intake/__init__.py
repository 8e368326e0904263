"""Reports in: a partner's file becomes incidents, and every row that does not says why.

The way through the room: `sources` opens the file (`sniff`, `guards`, `text_table`, `workbook_table`), `headings`
finds what is where by the profile (`profiles`, `mapping`), `cleaning` takes the rows through its steps (`batch`,
`screening`, `kinds`, `times`, `locating`, `frames`), `bringing` holds it together, and `duplicates` finds the same
incident reported by several partners.
"""

from planner.intake.bringing import bring_in
from planner.intake.duplicates import join_duplicates
from planner.intake.mapping import parse_profile, read_profile
from planner.intake.profiles import BUILT_IN, Profile, recognise
from planner.intake.result import INCIDENT_COLUMNS, Duplicate, Intake, Rejected, ReviewEntry
from planner.intake.sources import sha256_of

__all__ = [
    "BUILT_IN",
    "INCIDENT_COLUMNS",
    "Duplicate",
    "Intake",
    "Profile",
    "Rejected",
    "ReviewEntry",
    "bring_in",
    "join_duplicates",
    "parse_profile",
    "read_profile",
    "recognise",
    "sha256_of",
]
