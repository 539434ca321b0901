"""A self-hosted contact centre that answers the phone by itself."""

__version__ = "0.1.0"
