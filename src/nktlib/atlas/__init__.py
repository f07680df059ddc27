"""The atlas: muscles and what belongs to them, names, relations derived from actions, links, the graph."""
