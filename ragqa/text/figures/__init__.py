"""Amounts, prices, units and numbered things in Chinese and English text."""
