"""Language without I/O: sentences, tokens, numbers, dates, markers, in Chinese and English."""
