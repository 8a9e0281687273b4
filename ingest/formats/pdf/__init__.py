"""PDF files: read page by page, by the reader that makes sense of each."""
