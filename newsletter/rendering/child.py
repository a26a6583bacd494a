"""The engine in a process of its own: MJML documents in, HTML out, a line of JSON each. Imports nothing of ours.

The engine (MRML) kills its process on some 8 000 nested tags: here that costs one document. A line is written as soon
as a document is done, so that whoever started this knows which one it was.
"""

import json
import resource
import sys

from mjml import mjml2html

# A letter of 95 kB takes a thousandth of both.
MOST_BYTES = 512 * 1024 * 1024
MOST_CPU_SECONDS = 20
# What Linux gives by itself: a machine that gives more would let the engine fill the memory instead.
MOST_STACK_BYTES = 8 * 1024 * 1024


def main() -> None:
    """Read a JSON list of documents; write `{"html": …}` or `{"error": …}` for each, in order."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (MOST_STACK_BYTES, hard))
    for source in json.load(sys.stdin):
        try:
            # `fonts={}`: otherwise the engine links Google's font server as soon as its default font appears.
            answer = {"html": str(mjml2html(source, fonts={}))}
        except (ValueError, MemoryError) as error:
            answer = {"error": str(error) or type(error).__name__}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
