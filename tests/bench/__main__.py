"""What `make bench` runs: each measurement prints its figures, mostly ratios of two things measured side by side."""

from tests.bench import discs, import_speed, logbook, ripples

if __name__ == "__main__":
    discs.main()
    import_speed.main()
    logbook.main()
    ripples.main()
