"""Measurements, as ratios and shares: `make bench`. Nothing here is a test."""
