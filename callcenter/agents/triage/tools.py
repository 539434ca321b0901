"""What triage can do beside handing the caller on: nothing but take a ticket when no person could be reached."""

from callcenter.agents.shared_tools.additions import add_to_ticket as add_to_ticket
from callcenter.agents.shared_tools.clock import time_elsewhere as time_elsewhere
from callcenter.agents.shared_tools.tickets import leave_message as leave_message
from callcenter.agents.shared_tools.tickets import open_ticket as open_ticket
