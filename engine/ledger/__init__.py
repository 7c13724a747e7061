"""The one writer of cases, tasks, handoffs, deadlines, waits and case events: a module per kind of thing."""
