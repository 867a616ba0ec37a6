"""The file that holds a whole collaboration, its schema and its checks."""
