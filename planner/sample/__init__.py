"""The synthetic sample borough, and what was planted in it."""

from planner.sample.make import make_sample
from planner.sample.types import PlantedPattern, ReportFile, Sample, SampleJointRequest

__all__ = ["PlantedPattern", "ReportFile", "Sample", "SampleJointRequest", "make_sample"]
