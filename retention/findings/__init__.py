"""Findings: plain sentences about a file, each a value that can be tested."""

from retention.findings.search import find
from retention.findings.values import Finding, Findings, Piece

__all__ = ["Finding", "Findings", "Piece", "find"]
