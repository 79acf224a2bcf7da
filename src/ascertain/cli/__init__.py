"""The command line: arguments in, client calls, tables out."""
