"""Template filters of the brand."""
