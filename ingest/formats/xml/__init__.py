"""XML: texts, books and data."""
