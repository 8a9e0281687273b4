"""What texts are made of: sentences, titles, lists, rows of tables, settings, code."""
