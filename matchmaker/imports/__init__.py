"""Reading public data: the EU research programme's bulk files, the EU portal's calls, lists of hosts."""
