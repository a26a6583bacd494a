"""What the buttons of a letter's board have in common: who may press them, and what is said when it cannot be done."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.accounts.models import User
from newsletter.delivery import actions
from newsletter.issues import actions as issue_actions
from newsletter.issues.models import Issue
from newsletter.permissions import require_team
from newsletter.rendering.render import LetterRefused

View = Callable[..., HttpResponse]


def team_only(view: View) -> View:
    """Let only the communication team in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: int, **kwargs: int) -> HttpResponse:
        require_team(request)
        return view(request, *args, **kwargs)

    return guarded


def letter_action(verb: Callable[[User, Issue], str]) -> View:
    """Make a POST view of a button: do it, say the sentence returned or what stood in the way, show the board."""

    @require_POST
    @wraps(verb)
    def view(request: HttpRequest, issue_id: int) -> HttpResponse:
        return do(request, issue_id, verb)

    return view


def do(request: HttpRequest, issue_id: int, verb: Callable[[User, Issue], str]) -> HttpResponse:
    """Do what the button says, tell the person what came of it, and show the board."""
    user = require_team(request)
    issue = get_object_or_404(Issue, pk=issue_id)
    try:
        messages.success(request, verb(user, issue))
    except issue_actions.ChangedSinceRead:
        messages.error(
            request,
            _("The letter was changed after you opened this page: nothing was approved. Read it again, then approve."),
        )
    except issue_actions.CalledOffUnseen:
        messages.error(request, _("This letter names an event called off since: tick “I have seen it” first."))
    except issue_actions.SecondReaderNeeded:
        messages.error(
            request,
            _("You changed this letter last: a colleague approves it, or a rereader calls it good to be sent."),
        )
    except issue_actions.NotReady as error:
        for sentence in error.sentences:
            messages.error(request, sentence)
    except LetterRefused as error:
        messages.error(request, str(error))
    except issue_actions.NotNow:
        messages.error(request, _("This is not possible any more: the letter has changed meanwhile. Look again."))
    except actions.ApprovalVoid:
        messages.error(request, _("The text has changed: the letter has to be approved again."))
    except actions.NobodySubscribed:
        messages.error(request, _("Nobody is subscribed yet: there is nobody to send to."))
    return redirect("letter:board", issue_id)
