"""The two that search: vectors by Chroma, words by tantivy; loaded and scored."""
