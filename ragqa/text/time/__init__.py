"""Years, months, days and stretches of time in questions and texts."""
