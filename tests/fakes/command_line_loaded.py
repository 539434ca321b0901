"""What most commands load. Imported by the process that commands are forked from (command_line), and by nobody else."""

import livekit.agents  # noqa: F401

import callcenter.agents.roster
import callcenter.cli.main
import callcenter.domain.routing.matching
import callcenter.provisioning.files.load
import callcenter.store.pool
import callcenter.telephony.embedded.process.readiness  # noqa: F401
