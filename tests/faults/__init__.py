"""What goes wrong in life: killed processes, full disks, databases that are away, clocks."""
