"""What is on a topic, record by record, held to its model and told in words."""
