"""Path converters for the codes of communes and EPCI."""


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
