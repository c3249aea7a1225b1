"""Of the events with one id one stands."""
