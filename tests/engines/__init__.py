"""Foreign calendar engines read our calendars back and find exactly our occurrences."""
