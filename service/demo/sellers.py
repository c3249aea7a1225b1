"""Who sells, and where."""

from random import Random

from service.demo.happening import told

_SELLERS = {"Anna": "north", "Boris": "north", "Chloé": "south", "Driss": "south", "Elif": "west"}
_REGIONS = {"north": "Lille", "south": "Marseille", "west": "Nantes"}


def seller(draw: Random) -> str:
    """The fields of one of the sellers: name, team and region."""
    owner = draw.choice(list(_SELLERS))
    return told(owner=owner, team=_SELLERS[owner], region=_REGIONS[_SELLERS[owner]])
