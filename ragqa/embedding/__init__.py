"""Texts to vectors: the bundled embedder and any other of sentence-transformers."""
