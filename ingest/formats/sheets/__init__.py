"""Excel workbooks, and what all tables of cells have in common."""
