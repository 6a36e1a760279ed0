"""Draws stored captures in a browser that reaches nothing."""

from crawler.drawing.pages import Capture, DrawingError, draw, missing

__all__ = ["Capture", "DrawingError", "draw", "missing"]
