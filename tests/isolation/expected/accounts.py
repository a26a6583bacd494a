"""Signing in and one's own account."""

from tests.isolation.rules import ADMINISTRATOR, EVERYBODY, SIGNED_IN, Rules, everybody, nobody, only

RULES: Rules = {
    **nobody("""
        account:backup_codes signin:provider signin:provider_back signin:provider_unknown signin:qr signin:set_up
        signin:writer
    """),
    **only(
        SIGNED_IN,
        """
        account:home account:password account:remove_password account:share_mailbox signin:second_factor
    """,
    ),
    # A person who is not there is not there: nobody of the world has a second factor.
    **only(ADMINISTRATOR, "account:people", picks=True),
    **everybody("signin:done signin:home signin:password signin:sent signin:sign_out"),
    # Whoever holds the link of a mail is let in, as the person that it was sent to; a dead one says so.
    **everybody("signin:link", none=EVERYBODY, fill={"token": "link_token"}),
}
