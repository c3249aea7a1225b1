"""What a subject's facts make together: the lives of entities, and visits."""
