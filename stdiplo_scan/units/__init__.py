"""Unit files for systemd and cron, as `run-due --print-units` prints them."""
