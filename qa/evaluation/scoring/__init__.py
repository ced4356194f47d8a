"""From a run to figures, from two runs to differences, from figures to bounds that hold or do not."""
