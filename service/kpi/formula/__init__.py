"""The formulas of KPIs: parsed once, then functions of whole columns."""
