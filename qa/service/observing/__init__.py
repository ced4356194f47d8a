"""What is seen of the service while it runs: a line of log for each request, metrics, and spans for who wants them."""
