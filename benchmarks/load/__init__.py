"""Many people on one server: how long they wait, and whether its memory stays where it is."""
