"""Campaigns under one identifier, whatever their rendering and language."""
