"""Pages of the web, and files that hold such pages."""
