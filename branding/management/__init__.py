"""Commands of the brand record."""
