"""What `vigie check` looks for, one kind of mistake a file."""
