"""The MCP server: assistants search, ask and read the documents over standard input and output."""
