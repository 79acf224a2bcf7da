"""Every command, as a process of its own over a real home."""
