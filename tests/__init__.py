"""Laws first, then storage, domain, tools, api and agent."""
