"""Loads by being imported what jobs inherit: in the process that they are forked from (`worker.PRELOADED`) alone.

livekit-agents imports the models' plugins there before it.
"""

from callcenter.models.imported_late import import_late
from callcenter.telephony.livekit.job.rosters import read_rosters

import_late()
read_rosters()
