"""What is asked, and what is known of the answers: suites of our own form, and benchmarks in theirs."""
