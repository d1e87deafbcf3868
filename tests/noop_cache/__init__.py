"""What a command said is said again only while the whole run would say the same."""
