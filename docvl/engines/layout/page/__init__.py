"""Pages as text: what their words, lines and tables say in the order of reading."""
