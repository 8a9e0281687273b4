"""Markdown, and what programs for notes write beyond it."""
