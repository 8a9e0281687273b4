"""The folder that is ingested: which of its files are read, what has changed, and watching it."""
