"""The built site in a real browser: what the pages promise is tried on the files that `make docs` leaves."""
