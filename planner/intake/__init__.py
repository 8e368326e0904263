"""Reports in: a partner's file becomes incidents, and every row that does not says why.

The way through the room: `sources` opens the file (`sniff`, `guards`, `text_table`, `workbook_table`,
`ods_table`, `json_table`, `xml_table`), `headings`
finds what is where by the profile (`profiles`, `mapping`), `cleaning` takes the rows through its steps (`batch`,
`screening`, `kinds`, `times`, `locating`, `frames`), `bringing` holds it together, and `duplicates` finds the same
incident reported by several partners. For a file that no profile knows, `proposing` proposes one, and `preview` shows
what would become of its first rows.
"""

from planner.intake.bringing import bring_in
from planner.intake.built_in import BUILT_IN, recognise
from planner.intake.duplicates import DuplicateGroup, join_duplicates, suggest_duplicates
from planner.intake.headings import UnknownHeadings
from planner.intake.mapping import parse_profile, read_profile
from planner.intake.preview import PreviewRow, preview
from planner.intake.profiles import Profile
from planner.intake.proposal import ProposedProfile
from planner.intake.proposing import propose_profile
from planner.intake.result import INCIDENT_COLUMNS, Duplicate, Intake, Rejected, ReviewEntry
from planner.intake.sources import sha256_of
from planner.intake.steps import DroppedColumn, StepCount

__all__ = [
    "BUILT_IN",
    "INCIDENT_COLUMNS",
    "DroppedColumn",
    "Duplicate",
    "DuplicateGroup",
    "Intake",
    "PreviewRow",
    "Profile",
    "ProposedProfile",
    "Rejected",
    "ReviewEntry",
    "StepCount",
    "UnknownHeadings",
    "bring_in",
    "join_duplicates",
    "parse_profile",
    "preview",
    "propose_profile",
    "read_profile",
    "recognise",
    "sha256_of",
    "suggest_duplicates",
]
