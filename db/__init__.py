"""Memory: what the app keeps and what the store can do, verb by verb. All SQL lives here."""
