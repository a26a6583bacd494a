"""The one reader of environment variables; an optional `.env` beside manage.py fills in what the environment lacks."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

# Everything the running product writes lies below this folder.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
