"""File formats: each file here turns one kind, or a part of it, into text; none knows of an index.

``ingest.loading.loaders`` chooses among them by a file's name.
"""
