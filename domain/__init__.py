"""What may happen: the rules of the business, one file a noun."""
