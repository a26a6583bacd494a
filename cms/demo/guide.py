"""Where to go in the demo and with which accounts: what the terminal and the page /demo/ say."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from cms.accounts.models import User
from cms.demo.seed.people import ACCOUNTS, PASSWORD
from cms.structures.queries import structures_of
from cms.territories.models import Commune

# Where the tour starts: a small town with something around it.
FIRST_COMMUNE = "58083"


@dataclass(frozen=True)
class Link:
    """One address worth opening."""

    words: str
    path: str

    @property
    def url(self) -> str:
        """The absolute address."""
        return settings.PUBLIC_URL + self.path


@dataclass(frozen=True)
class Account:
    """One fictional person who may sign in."""

    role: str
    email: str
    password: str
    name: str
    structure: str


@dataclass(frozen=True)
class Guide:
    """Everything a visitor needs."""

    first: Link
    links: list[Link]
    accounts: list[Account]
    sign_in: Link
    mail: Link


def guide() -> Guide:
    """Return the guide of the demo in this database."""
    commune = Commune.objects.get(pk=FIRST_COMMUNE)
    return Guide(
        first=Link(f"La page d’une commune : {commune.name}", reverse("pages:commune", args=[commune.pk])),
        links=[link for link in _links(commune) if link],
        accounts=_accounts(),
        sign_in=Link("Se connecter", reverse("signin:password")),
        mail=Link("Les e-mails reçus", reverse("demo:mailbox")),
    )


def _links(commune: Commune) -> list[Link | None]:
    return [
        _link("L’accueil", path="/"),
        _link("L’agenda", "pages:agenda"),
        _link(f"L’affiche du mois à {commune.name}", "pages:commune_month", commune.pk),
        _link(f"Le flux iCal de {commune.name}", "feeds:commune", commune.pk),
        _link("Les lieux", "pages:places"),
        _link("S’abonner à la lettre", "newsletter:subscribe"),
        _link("Les lettres envoyées", "newsletter:archive"),
        _link("Mon espace (après connexion)", "desk:home"),
        _link("Le poste d’accueil (après connexion)", "reception:home"),
        _link("L’interface de programmation", path="/api/v1/docs"),
    ]


def _link(words: str, name: str = "", *args: str, path: str = "") -> Link | None:
    try:
        return Link(words, path or reverse(name, args=args))
    except NoReverseMatch:  # a part that this clone does not have
        return None


def _accounts() -> list[Account]:
    users = {user.email: user for user in User.objects.filter(email__in=[account.email for account in ACCOUNTS])}
    return [
        Account(
            role=account.role,
            email=account.email,
            password=PASSWORD,
            name=users[account.email].get_full_name(),
            structure=", ".join(structure.title for structure in structures_of(users[account.email])),
        )
        for account in ACCOUNTS
        if account.email in users and account.role
    ]
