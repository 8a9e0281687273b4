"""Processes in which files of strangers are read, and what these are given."""
