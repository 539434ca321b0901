"""The edge: Kamailio configuration, firewall rules and password file, rendered from trunks and checked."""
