"""Reads the agents by being imported: in the process that jobs are forked from (`worker.PRELOADED`), nowhere else."""

from callcenter.telephony.livekit.job.rosters import read_rosters

read_rosters()
