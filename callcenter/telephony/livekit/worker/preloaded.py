"""What the process that jobs are forked from reads once for all of them: `worker.PRELOADED` has it imported there."""

from callcenter.cost import load_prices

# A fifth of a second of CPU for each job's process, else. Operators' own table is read by each.
load_prices(None)
