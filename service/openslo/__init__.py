"""Objectives to and from OpenSLO v1 (https://github.com/OpenSLO/OpenSLO); what it cannot express is named."""
