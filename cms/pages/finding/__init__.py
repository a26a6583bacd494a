"""Finding events: the filters of the agenda's pages, and the pages themselves: list, month, map, feed."""
