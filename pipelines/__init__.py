"""Runnable jobs and recipes over document archives."""
