"""``ragqa eval`` and ``ragqa selftest``: what they run and show."""
