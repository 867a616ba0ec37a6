"""What `make bench` runs: each measurement prints one line, ratios of two things measured side by side."""

from tests.bench import discs

if __name__ == "__main__":
    discs.main()
