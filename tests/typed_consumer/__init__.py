"""A project that uses the library as its users do, type-checked against the built wheel."""
