"""What is kept on disk: catalog, vectors, keywords, records, and their safety."""
