"""What the histories say of spaces, of their people, and of who moderates."""

from django.utils.translation import gettext_lazy as _

ACTIONS = (
    ("cms.structures.rename_space", _("Structure renamed")),
    ("cms.structures.archive_space", _("Space archived")),
    ("cms.structures.reopen_space", _("Space reopened")),
    ("cms.structures.trust_space", _("Structure trusted: published at once")),
    ("cms.structures.distrust_space", _("Structure read before it is published")),
    ("cms.structures.hand_over_space", _("Space handed over to another referent")),
    ("cms.structures.change_role", _("Role in the space changed")),
    ("cms.structures.remove_member", _("Person taken out of the space")),
    ("cms.structures.ask_to_join", _("Somebody asked to join")),
    ("cms.structures.accept_join", _("Request to join accepted")),
    ("cms.structures.refuse_join", _("Request to join refused")),
    ("cms.moderation.add_moderator", _("Person taken into the team")),
    ("cms.moderation.remove_moderator", _("Person taken out of the team")),
    ("cms.moderation.add_administrator", _("Administrator named")),
    ("cms.moderation.remove_administrator", _("Administrator's rights taken away")),
    ("cms.moderation.publish_trusted", _("Published at once, the structure is trusted")),
    ("cms.moderation.undo", _("Decision taken back")),
    ("cms.moderation.look", _("Looked at after publication")),
    ("cms.moderation.give_scope", _("Moderation of a part given")),
    ("cms.moderation.take_scope", _("Moderation of a part taken away")),
    ("cms.moderation.remove_scopes", _("Limited moderator taken away")),
)
