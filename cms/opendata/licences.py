"""Under which licences we give data away, and how each wants to be named."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from branding.models import Brand


@dataclass(frozen=True)
class LicenceText:
    """A licence: short name for programs, title and address for people, both also for DCAT-AP."""

    name: str
    title: str
    url: str
    credit: Promise

    def attribution(self) -> str:
        """Return the sentence with which the data is to be cited."""
        return str(self.credit) % {"programme": Brand.load().programme_name}


OPEN = LicenceText(
    "etalab-2.0",
    "Licence Ouverte 2.0",
    "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    gettext_lazy("Source: %(programme)s and its partners."),
)
ODBL = LicenceText(
    "ODbL-1.0",
    "Open Database License (ODbL) 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    gettext_lazy("Source: %(programme)s, from the databases named in the column “source”, under ODbL."),
)


def licence_file() -> str:
    """Return what LICENCE.txt says."""
    return _(
        "Files named “odbl”: %(odbl)s\n%(odbl_url)s\n%(odbl_credit)s\n\n"
        "All other files: %(open)s\n%(open_url)s\n%(open_credit)s\n\n"
        "Pictures are only linked to: they belong to their authors.\n"
    ) % {
        "odbl": ODBL.title, "odbl_url": ODBL.url, "odbl_credit": ODBL.attribution(),
        "open": OPEN.title, "open_url": OPEN.url, "open_credit": OPEN.attribution(),
    }  # fmt: skip
