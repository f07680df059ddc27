"""Sessions: what was found at one visit, read from tables and JSON, checked, and kept as it was written."""
