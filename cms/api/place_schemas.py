"""The parts of a place in the API's answers: the days on which it is shut, and where a bus stops."""

from datetime import date

from ninja import Field, Schema


class PlaceClosure(Schema):
    """Days on which a place is shut whatever its hours say, first and last included; only running or coming ones."""

    start_date: date
    end_date: date
    sentence: str = Field(description="Why, for people; may be empty.")


class PlaceStop(Schema):
    """Where an itinerant place stops, and when."""

    insee: str
    commune: str
    spot: str = Field(description="Where in the commune.")
    hours: str = Field(description="As in OpenStreetMap (opening_hours), at this stop.")
