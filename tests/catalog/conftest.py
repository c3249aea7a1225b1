"""Mistakes of a catalog are told in French too."""

from tests.french import told_in_french as told_in_french
