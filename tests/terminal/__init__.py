"""What aiwg prints on a terminal: widths, colours, questions, progress."""
