"""What every floor may use: ids, clock, errors, pages, canonical JSON. Imports nothing of ours."""
