"""Tables on pages and in sheets: where they are, where their header is, where they go on."""
