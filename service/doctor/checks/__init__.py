"""What is looked at, one thing a file."""
