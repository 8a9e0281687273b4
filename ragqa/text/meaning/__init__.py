"""What words and clauses mean: synonyms, antonyms, stems, opposites."""
