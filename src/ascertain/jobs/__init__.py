"""Long work and what happens by itself: the worker of the job table, the sealer of events, timers
and refreshes. The composition root for jobs is `runner.start_jobs`."""
