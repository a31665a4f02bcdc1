"""`python -m stdiplo_scan` is `stdiplo-scan`."""

from stdiplo_scan.cli.main import main

if __name__ == "__main__":
    main()
