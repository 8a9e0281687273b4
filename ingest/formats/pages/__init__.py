"""Text of fixed pages, whatever they come from: put in order, cleaned, put together."""
