"""Vendor SDKs behind the ports of domain/ports.py."""
