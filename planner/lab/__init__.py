"""The analyst's lab: what is live, what is tried beside it, and how the two compare."""
