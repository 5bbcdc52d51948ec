"""Response envelopes, problem bodies, exports and file streams."""
