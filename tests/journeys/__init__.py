"""Whole stories, with every real part."""
