"""Figures for the operator's monitoring, in the text format of Prometheus."""
