"""What a saved page points at: a form takes any number of an image, a document or a page, also one never offered."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, ReferenceIndex

# Functions (user, model, pk) -> bool under this hook say what a person's page may point at; `cms.isolation` has one.
MAY_REFER_TO = "may_refer_to"

Reference = tuple[int, str]


def references_of(page: Page) -> set[Reference]:
    """Return (content type, primary key as text) of all that the page points at: fields, rich text, blocks, rows."""
    # Core keeps it private; a change of its name fails tests/cms/isolation at once.
    found = ReferenceIndex._extract_references_from_object(page)  # noqa: SLF001
    return {(content_type, str(pk)) for content_type, pk, _path, _content in found}


def may_refer(user: Any, reference: Reference) -> bool:
    """Tell whether every hook allows the person's page to point there."""
    model = ContentType.objects.get_for_id(reference[0]).model_class()
    return model is not None and all(allows(user, model, reference[1]) for allows in hooks.get_hooks(MAY_REFER_TO))


class GuardedReferences(WagtailAdminPageForm):
    """Wagtail's page form, refusing what the person could not have chosen; what stood there before may stay."""

    data: Any

    def _post_clean(self) -> None:
        before: set[Reference] = set()
        if self.instance.pk:
            before = references_of(self.instance.get_latest_revision_as_object())
        super()._post_clean()
        if self.for_user is None:
            return
        refused = [one for one in references_of(self.instance) - before if not may_refer(self.for_user, one)]
        if refused:
            # No name and no number: the sentence must not tell what stands there.
            self.add_error(None, _("This page points at a picture, a document or a page that is not yours."))
            self._forget(refused)

    def _forget(self, refused: list[Reference]) -> None:
        """Empty the fields that were refused: shown again, they would say the title of what was not to be seen."""
        self.data = self.data.copy()
        for name, value in list(self.cleaned_data.items()):
            # A page is pointed at under its base type or its own: the number decides.
            if isinstance(value, Model) and any(pk == str(value.pk) for _kind, pk in refused):
                self.data[self.add_prefix(name)] = ""
