"""Who may use the service: keys, quotas, passes, and which addresses are open to whom."""
