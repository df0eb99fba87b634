"""The HTTP door: REST and MCP derived from the operations, sign-in, and the page."""
