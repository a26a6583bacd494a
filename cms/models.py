"""Index of the app's models; each lives in its room."""

from cms.desk.events.uploads import KeptFile
from cms.desk.once import FormOnce
from cms.foundation.throttle import Turn
from cms.moderation.models import Decision, Digest, Look, ModeratorScope, Reading, Waiting
from cms.news.models import NewsPage
from cms.structures.home import HomePage
from cms.structures.import_runs import StructureImport
from cms.structures.models import StructurePage
from cms.structures.people import JoinRequest, Membership, Proposal, Space
from cms.territories.models import Commune, Epci, FormerName, Neighbour, Outline

__all__ = [
    "Commune",
    "Decision",
    "Digest",
    "Epci",
    "FormOnce",
    "FormerName",
    "HomePage",
    "JoinRequest",
    "KeptFile",
    "Look",
    "Membership",
    "ModeratorScope",
    "Neighbour",
    "NewsPage",
    "Outline",
    "Proposal",
    "Reading",
    "Space",
    "StructureImport",
    "StructurePage",
    "Turn",
    "Waiting",
]
