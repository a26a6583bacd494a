"""Finds the address that somebody probably meant: orange.fr for orange.ft, gmail.com for gmial.com."""

# The mailboxes of most people in France.
PROVIDERS = (
    "orange.fr", "wanadoo.fr", "gmail.com", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com", "live.fr",
    "live.com", "free.fr", "sfr.fr", "laposte.net", "yahoo.fr", "yahoo.com", "icloud.com", "bbox.fr", "neuf.fr",
    "club-internet.fr", "aliceadsl.fr", "numericable.fr", "cegetel.net", "msn.com", "gmx.fr", "protonmail.com",
    "proton.me",
)  # fmt: skip
# What one letter cannot explain, or what is another firm's although it looks like a mistake.
MEANT = {
    "gmail.fr": "gmail.com", "gmail.net": "gmail.com", "orange.com": "orange.fr", "orange.net": "orange.fr",
    "wanadoo.com": "wanadoo.fr", "laposte.fr": "laposte.net", "laposte.com": "laposte.net", "free.com": "free.fr",
    "sfr.com": "sfr.fr", "icloud.fr": "icloud.com", "oange.fr": "orange.fr", "gamil.com": "gmail.com",
}  # fmt: skip
# Endings that are real: somebody's yahoo.de is no mistake, somebody's yahoo.ft is.
REAL_ENDINGS = frozenset({
    "com", "net", "org", "eu", "fr", "de", "be", "ch", "lu", "it", "es", "pt", "pl", "nl", "uk", "co.uk", "ie", "at",
    "ca", "us", "me", "io", "info", "pro", "re",
})  # fmt: skip
# Of a short name every neighbour is a name too: tree.fr is not free.fr.
SHORTEST_NAME = 5


def proposal(email: str) -> str:
    """Return the address in its normal form that was probably meant, "" when this one looks right. Pure."""
    local, _at, domain = email.rpartition("@")
    if not local or domain in PROVIDERS:
        return ""
    meant = MEANT.get(domain) or _neighbour(domain)
    return f"{local}@{meant}" if meant else ""


def _neighbour(domain: str) -> str:
    name, _dot, ending = domain.partition(".")
    for known in PROVIDERS:
        known_name, _dot, known_ending = known.partition(".")
        if name == known_name:
            # The name is right: only the ending can be wrong, by a slip of the finger or a missing letter.
            if ending not in REAL_ENDINGS and _is_near(ending, known_ending):
                return known
        elif len(known_name) >= SHORTEST_NAME and _is_near(name, known_name) and _ends_alike(ending, known_ending):
            return known
    if ending == "" and domain in {known.replace(".", "") for known in PROVIDERS}:
        return next(known for known in PROVIDERS if known.replace(".", "") == domain)
    return ""


def _ends_alike(ending: str, known: str) -> bool:
    return ending == known or (ending not in REAL_ENDINGS and _is_near(ending, known))


def _is_near(written: str, meant: str) -> bool:
    """Whether one slip tells them apart: a letter more, less, another, or two neighbours exchanged."""
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return written == meant
    shorter, longer = sorted((written, meant), key=len)
    if len(shorter) < len(longer):
        return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
    differing = [place for place in range(len(meant)) if written[place] != meant[place]]
    if len(differing) == 1:
        return True
    return (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and written[differing[0]] == meant[differing[1]]
        and written[differing[1]] == meant[differing[0]]
    )
