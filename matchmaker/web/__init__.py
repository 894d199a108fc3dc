"""What every page shares: transactions, authorising, context, errors, headers, paging."""
