"""The application: settings, wiring, commands and pages."""
