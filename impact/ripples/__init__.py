"""Ripples between observations: chains, the graph, bundles and stories."""
