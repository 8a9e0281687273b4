"""Files within files, opened with bounds."""
