"""The catalog, which is the truth about an index: documents, revisions, chunks, trash."""
