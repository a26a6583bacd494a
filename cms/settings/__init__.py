"""All settings, read from the environment (`.env.example` documents each variable), one themed file a subject.

Defaults are those of production on one small machine: DEBUG off, SQLite and the broker on the same host.
"""

from cms.settings.base import *  # noqa: F403 - the settings package is the sum of its files
from cms.settings.cms import *  # noqa: F403
from cms.settings.database import *  # noqa: F403
from cms.settings.mail import *  # noqa: F403
from cms.settings.queues import *  # noqa: F403
from cms.settings.security import *  # noqa: F403
