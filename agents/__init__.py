"""Where streams meet the heart: one module per agent says which machine its lanes drive. No arithmetic here."""
