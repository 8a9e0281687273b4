"""What ragqa read of a sample of every kind of files, and with which version of its reader.

``samples`` are files as people have them; ``made`` writes those that are no text; ``texts`` is what
was read.
"""
