"""For authors of plug-ins and of clients: the laws that plug-ins obey, and simulated annotators."""
