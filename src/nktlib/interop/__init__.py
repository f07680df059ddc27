"""What other programs need to work with the library: schemas of what goes in and what comes out."""
