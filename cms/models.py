"""Index of the app's models; each lives in its room."""

from cms.news.models import NewsPage
from cms.structures.home import HomePage
from cms.structures.models import StructurePage
from cms.territories.models import Commune, Epci, FormerName, Neighbour, Outline

__all__ = ["Commune", "Epci", "FormerName", "HomePage", "Neighbour", "NewsPage", "Outline", "StructurePage"]
