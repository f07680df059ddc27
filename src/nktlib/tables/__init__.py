"""Reading the curated tables: where they are, what their columns hold, who says so."""
