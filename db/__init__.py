"""The database floor: everything the app stores and every act on it. All SQL is here."""
