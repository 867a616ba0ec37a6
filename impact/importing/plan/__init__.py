"""What an import would bring in: the questions it asks, the rows it reads and what stays out."""
