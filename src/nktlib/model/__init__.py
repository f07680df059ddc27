"""The model: parameters and their lint, and how a session and an atlas become a network."""
