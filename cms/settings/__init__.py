"""All settings, read from the environment (`.env.example` documents each variable), one themed file a subject.

Defaults are those of production on one small machine: DEBUG off, SQLite and the broker on the same host.
"""

from cms.settings.base import *
from cms.settings.cms import *
from cms.settings.database import *
from cms.settings.mail import *
from cms.settings.queues import *
from cms.settings.security import *
from cms.settings.signin import *
