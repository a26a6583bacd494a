"""Path converters for the codes of communes and EPCI, and for numbers of rows."""


class InseeConverter:
    """INSEE code of a commune: two digits or 2A/2B, then three digits."""

    regex = r"(?:\d{2}|2[AB])\d{3}"

    def to_python(self, value: str) -> str:
        """Return the code."""
        return value

    def to_url(self, value: str) -> str:
        """Return the code."""
        return value


class SirenConverter(InseeConverter):
    """SIREN number of an EPCI: nine digits."""

    regex = r"\d{9}"


class SmallNumberConverter:
    """A number that every database's integer column holds: a longer one is an unknown address, not an error."""

    regex = r"\d{1,9}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the digits."""
        return str(value)
