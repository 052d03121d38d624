from velogate.errors import EventError as EventError
from velogate.errors import Finding as Finding
from velogate.errors import OutputError as OutputError
from velogate.errors import ProjectError as ProjectError
from velogate.errors import TemplateRenderError as TemplateRenderError
from velogate.errors import TemplateSyntaxError as TemplateSyntaxError
from velogate.errors import UsageError as UsageError
from velogate.errors import VelogateError as VelogateError
from velogate.gateway.event import Event as Event
from velogate.gateway.exchange import BackendRequest as BackendRequest
from velogate.gateway.exchange import Exchange as Exchange
from velogate.gateway.exchange import Response as Response
from velogate.gateway.mapping import Template as Template
from velogate.gateway.mapping import render as render
from velogate.gateway.model import Api as Api
from velogate.gateway.model import Integration as Integration
from velogate.gateway.model import Stage as Stage
from velogate.gateway.rendering import Rendering as Rendering
from velogate.services.invoke import invoke as invoke
from velogate.source import Source as Source
from velogate.source import Span as Span
from velogate.vtl.origins import Piece as Piece
from velogate.vtl.steps import Step as Step

__version__: str
