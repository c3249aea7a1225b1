"""Why a published value is what it is: read from the topic, and worked out again from the inputs beside it."""
