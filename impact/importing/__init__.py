"""From a file somebody brings to observations: files, headers, values and the plan of an import."""
