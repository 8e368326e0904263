"""What the reports say: when, how many, how sure."""
