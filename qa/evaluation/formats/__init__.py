"""Public benchmarks in their own formats: SQuAD and its kin, RGB, BEIR."""
