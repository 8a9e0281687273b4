"""GGUF files, read without loading them."""
