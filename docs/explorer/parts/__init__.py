"""The parts of what the explorer loads beside its page: each module writes one file, or one folder of files."""
