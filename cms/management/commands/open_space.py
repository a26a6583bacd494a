"""Opens a structure's editorial space from the command line, and invites its first person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cms.structures.actions import PlatformNotPrepared, SpaceExists, add_partner, open_space
from cms.structures.invitations import send_invitation
from cms.structures.models import StructureKind
from cms.territories.models import Commune


class Command(BaseCommand):
    help = "Open an editorial space: page, group, media collection, rights. With --email, invite the first person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="name of the structure")
        parser.add_argument("--commune", required=True, metavar="INSEE", help="INSEE code of its commune")
        parser.add_argument("--kind", choices=StructureKind.values, default=StructureKind.ASSOCIATION.value)
        parser.add_argument("--summary", default="")
        parser.add_argument("--phone", default="")
        parser.add_argument("--email", default="", help="e-mail of the first person, who gets a link by mail")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")

    @transaction.atomic
    def handle(self, *_args: Any, **options: Any) -> None:
        commune = Commune.objects.filter(insee=options["commune"]).first()
        if commune is None:
            raise CommandError(f"no commune {options['commune']}: is its département loaded (load_territory)?")
        now = timezone.now()
        try:
            structure = open_space(
                name=options["name"].strip(),
                kind=options["kind"],
                commune=commune,
                by=None,
                now=now,
                summary=options["summary"],
                phone=options["phone"],
            )
        except SpaceExists as error:
            raise CommandError(f"“{error}” has its space already; nothing was changed") from error
        except PlatformNotPrepared as error:
            raise CommandError("there is no home page yet: run prepare_platform first") from error
        self.stdout.write(f"opened: {structure.title} (page {structure.pk})")
        if options["email"]:
            user = add_partner(
                structure=structure,
                email=options["email"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                now=now,
            )
            send_invitation(user=user, structure=structure)
            self.stdout.write(f"invited: {user.email}")
