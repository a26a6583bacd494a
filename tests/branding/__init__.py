"""Tests of the shared identity."""
