"""Accounts: who may try a password, second factors, sessions, and what their holders may ask for."""
