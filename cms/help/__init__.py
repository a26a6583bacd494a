"""Help: one short page a task, in plain French, opened from the screen it speaks of."""
