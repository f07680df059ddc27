"""What stands here is a user's, and is checked against the built wheel."""
