"""What the product can do: one file per noun, one function per verb. Never commits, never reads
the clock, never knows HTTP."""
