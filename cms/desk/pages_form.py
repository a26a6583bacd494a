"""What the light forms of news, places and the structure's page share: unfinished drafts, pictures, two people."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import construct_instance
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.accounts.models import User
from cms.desk.events.files import FileRefused, read_file
from cms.desk.events.uploads import KeptFile, keep_file, kept_file
from cms.desk.said_form import SaidForm
from cms.foundation.richtext import from_text
from cms.foundation.typed_text import as_typed, holds_more
from cms.team.facts import text_of

MOST_TEXT = 8000


def web_address(label: Any, most: int = 200) -> forms.URLField:
    """Return a question for the address of a page on the web; what is typed without scheme is taken for https."""
    return forms.URLField(label=capfirst(label), max_length=most, required=False, assume_scheme="https")


class TypedTextField(forms.CharField):
    """A longer text in a plain box."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask for nothing: a text is always optional."""
        super().__init__(
            required=False, max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 8}), strip=True, **kwargs
        )


class LightForm(SaidForm, forms.ModelForm):
    """A few fields of a page. What `needed` names is asked for when it is sent, not of a draft.

    A page is never validated whole here: that is what the editor and the publication do.
    """

    use_required_attribute = False

    needed: ClassVar[frozenset[str]] = frozenset()
    # Rich text of the page that is typed in a plain box.
    typed: ClassVar[tuple[str, ...]] = ()
    # The page's column for a picture, and for what it shows.
    picture_of: ClassVar[str] = ""
    picture_alt: ClassVar[str] = ""
    # Opened when one of them is wrong.
    folded: ClassVar[tuple[str, ...]] = ()

    picture = forms.FileField(
        label=_("Choose a picture"),
        help_text=_("JPEG or PNG, 20 MB at most. A photo taken with a phone will do."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    picture_token = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    remove_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    picture_rights = forms.BooleanField(label=_("We may publish this picture"), required=False)

    def __init__(self, *args: Any, user: User, sending: bool = True, now: Any, **kwargs: Any) -> None:
        """Show a page's draft, or what was typed; `sending` asks for all that is needed."""
        super().__init__(*args, **kwargs)
        self.user, self.sending, self.now = user, sending, now
        self.kept: KeptFile | None = None
        if not self.picture_of:
            for name in ("picture", "picture_token", "remove_picture", "picture_rights"):
                del self.fields[name]
        for name in self.typed:
            self.initial[name] = as_typed(getattr(self.instance, name) or "")
        self._mark_needed(needed=True)
        self._mark_picture()

    def _mark_picture(self) -> None:
        """Let the page say that what a picture shows cannot be left out, once there is one."""
        if self.picture_alt:
            self.fields[self.picture_alt].required = bool(self.kept or self.current_picture)

    def _mark_needed(self, *, needed: bool) -> None:
        for name in self.needed:
            self.fields[name].required = needed

    @property
    def keeps_layout(self) -> bool:
        """Whether a text holds what a plain box would lose if it were changed."""
        return any(holds_more(getattr(self.instance, name) or "") for name in self.typed)

    @property
    def opens_folded(self) -> bool:
        """Whether something below the fold must be seen: it is wrong."""
        return any(name in self.errors for name in self.folded)

    @property
    def current_picture(self) -> Any:
        """The picture that the page has already; None for none."""
        return getattr(self.instance, self.picture_of, None) if self.picture_of else None

    def full_clean(self) -> None:
        """Ask of a draft only its name."""
        if self.picture_alt:
            self.fields[self.picture_alt].required = False
        self._mark_needed(needed=self.sending)
        if "title" in self.fields:
            self.fields["title"].required = True
        super().full_clean()
        self._mark_needed(needed=True)
        self._mark_picture()

    def clean(self) -> dict[str, Any]:
        """Keep a picture that was sent, also when the rest is wrong: nobody chooses a file twice."""
        data: dict[str, Any] = super().clean() or {}
        if self.picture_of:
            self._take_picture(data)
        return data

    def _take_picture(self, data: dict[str, Any]) -> None:
        sent = data.get("picture")
        self.kept = kept_file(user=self.user, token=data.get("picture_token"))
        if sent:
            try:
                self.kept = self._keep(sent)
            except FileRefused as refusal:
                self.add_error("picture", str(refusal))
        if data.get("remove_picture"):
            self.kept = None
        if self.kept and not data.get("picture_rights"):
            self.add_error("picture_rights", _("Tick if you may publish this picture, or take it away."))
        has_picture = self.kept or (self.current_picture and not data.get("remove_picture"))
        if self.sending and self.picture_alt and has_picture and not data.get(self.picture_alt):
            self.add_error(self.picture_alt, _("Say in a few words what the picture shows."))

    def _keep(self, sent: UploadedFile) -> KeptFile:
        read = read_file(sent, name=sent.name or "", size=sent.size or 0)
        if read.is_pdf:
            raise FileRefused(str(_("This is a PDF: send a picture, JPEG or PNG.")))
        return keep_file(user=self.user, read=read, now=self.now)

    def _post_clean(self) -> None:
        """Give the page what was typed, and check it field by field."""
        before = {name: getattr(self.instance, name) for name in self.typed}
        names = [name for name in self._meta.fields or () if name in self.cleaned_data]
        self.instance = construct_instance(self, self.instance, names)
        for name, html in before.items():
            text = self.cleaned_data.get(name, "")
            unchanged = text.splitlines() == as_typed(html or "").splitlines()
            setattr(self.instance, name, html if unchanged else from_text(text))
        if self.picture_of and self.cleaned_data.get("remove_picture"):
            setattr(self.instance, self.picture_of, None)
        try:
            self.instance.clean_fields(exclude=self._get_validation_exclusions() | set(self.typed))  # type: ignore[attr-defined]
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]

    def columns(self) -> list[str]:
        """Return the page's columns that the form writes."""
        fields = [*(self._meta.fields or ()), *([self.picture_of] if self.picture_of else [])]
        return [self.instance._meta.get_field(name).attname for name in fields]


def merge(form: LightForm, *, base: Page, theirs: Page) -> list[tuple[str, str, str]]:
    """Put what the person changed since `base` into `theirs`; return (question, mine, theirs) where both changed.

    What the other one changed alone is taken over; nothing that was typed is lost.
    """
    both = []
    mine = form.instance
    for name in form.columns():
        old, own, other = (getattr(page, name) or None for page in (base, mine, theirs))
        if own == old:
            continue
        if other not in (old, own):
            both.append((_label(form, name), said(mine, name), said(theirs, name)))
        setattr(theirs, name, getattr(mine, name))
    return both


def _label(form: LightForm, name: str) -> str:
    field = form.fields.get(name.removesuffix("_id"))
    return str(field.label if field else _("Picture"))


def said(page: Page, column: str) -> str:
    """Return what a page says in one column, as people read it."""
    return text_of(page, page._meta.get_field(column.removesuffix("_id")))
