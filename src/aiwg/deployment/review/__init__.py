"""What accepting another state of a source means: text, commands, tokens, findings. It writes nothing."""
