"""Native files and entries to drafts: how each kind is read, and what of its adapter's rules is run backwards."""
