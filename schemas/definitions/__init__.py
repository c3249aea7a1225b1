"""What is counted and what it means: the models of the catalog's TOML files (rule tables: `schemas.rules`).

A file of `schemas/catalog/` holds one family: subjects, derivations, indicators and KPIs. Names are checked
against each other by `service.catalog`, which reports every mistake with its place.
"""

from schemas.definitions.aims import Aim as Aim
from schemas.definitions.aims import AtLeast as AtLeast
from schemas.definitions.aims import AtMost as AtMost
from schemas.definitions.aims import Between as Between
from schemas.definitions.derivations import Band as Band
from schemas.definitions.derivations import Bot as Bot
from schemas.definitions.derivations import Coded as Coded
from schemas.definitions.derivations import Derivation as Derivation
from schemas.definitions.derivations import Given as Given
from schemas.definitions.derivations import Host as Host
from schemas.definitions.derivations import Parameter as Parameter
from schemas.definitions.derivations import Ruled as Ruled
from schemas.definitions.derivations import SiteCategory as SiteCategory
from schemas.definitions.derivations import SiteName as SiteName
from schemas.definitions.derivations import UrlPath as UrlPath
from schemas.definitions.family import Family as Family
from schemas.definitions.indicators import ConsolidatedIndicator as ConsolidatedIndicator
from schemas.definitions.indicators import Counted as Counted
from schemas.definitions.indicators import CountIndicator as CountIndicator
from schemas.definitions.indicators import DistinctIndicator as DistinctIndicator
from schemas.definitions.indicators import EnteredIndicator as EnteredIndicator
from schemas.definitions.indicators import Folded as Folded
from schemas.definitions.indicators import HoldingIndicator as HoldingIndicator
from schemas.definitions.indicators import Indicator as Indicator
from schemas.definitions.indicators import Lived as Lived
from schemas.definitions.indicators import MomentsIndicator as MomentsIndicator
from schemas.definitions.indicators import Scoped as Scoped
from schemas.definitions.indicators import Short as Short
from schemas.definitions.indicators import StockIndicator as StockIndicator
from schemas.definitions.indicators import SumIndicator as SumIndicator
from schemas.definitions.indicators import ToDateIndicator as ToDateIndicator
from schemas.definitions.indicators import VisitsIndicator as VisitsIndicator
from schemas.definitions.kpis import Example as Example
from schemas.definitions.kpis import Kpi as Kpi
from schemas.definitions.objectives import Objective as Objective
from schemas.definitions.objectives import Pace as Pace
from schemas.definitions.sentences import sentence as sentence
from schemas.definitions.subjects import Entity as Entity
from schemas.definitions.subjects import Subject as Subject
from schemas.definitions.subjects import Visit as Visit
from schemas.definitions.terms import PERIODS as PERIODS
from schemas.definitions.terms import By as By
from schemas.definitions.terms import Dimensions as Dimensions
from schemas.definitions.terms import Input as Input
from schemas.definitions.terms import Listed as Listed
from schemas.definitions.terms import Name as Name
from schemas.definitions.terms import Names as Names
from schemas.definitions.terms import Strict as Strict
from schemas.definitions.terms import Unit as Unit
from schemas.definitions.terms import Value as Value
from schemas.definitions.terms import Window as Window
from schemas.definitions.terms import Windows as Windows
from schemas.definitions.terms import Wording as Wording
