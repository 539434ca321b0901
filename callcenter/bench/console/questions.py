"""What people ask of the console's call log: every filter with a common and a rare value, every order, deep pages."""

from __future__ import annotations

from collections.abc import Mapping

#: The query of the address, by a name for the table. Values are those that `made_calls.sql` makes up.
LISTS: Mapping[str, Mapping[str, str]] = {
    "all": {},
    "time": {"since": "{month_ago}", "until": "{week_ago}"},
    "number": {"number": "+12020039595"},
    "number, common": {"number": "+18005550007"},
    "withheld": {"number": "withheld"},
    "trunk": {"trunk": "trunk-3"},
    "rule": {"rule": "rule-7"},
    "agent, common": {"agent": "billing"},
    "agent, rare": {"agent": "rare"},
    "agent, none": {"agent": "nobody"},
    "disposition": {"disposition": "abandoned"},
    "result, rare": {"result": "upstream_error"},
    "reason, rare": {"reason": "model-failed"},
    "tag, common": {"tag": "wish:8"},
    "tag, rare": {"tag": "complaint"},
    "tool, common": {"tool": "get_balance"},
    "tool, rare": {"tool": "refund"},
    "language": {"language": "fr"},
    "duration": {"at_least_s": "900"},
    "latency": {"latency_at_least_ms": "2950"},
    "cost": {"cost_at_least": "19.99"},
    "MOS": {"mos_at_most": "1.6"},
    "recorded": {"is_recorded": "1"},
    "refused": {"is_refused": "1"},
    "words, common": {"words": "internet down"},
    "words, rare": {"words": "cancellation"},
    "words, phrase": {"words": '"book a visit" w17'},
    "words, none": {"words": "nobodysaidthis"},
    "words by the caller": {"words": "cancellation", "said_by": "caller"},
    "several": {"agent": "billing", "tag": "wish:8", "language": "en", "mos_at_least": "4", "is_recorded": "1"},
    "several, none": {"language": "fr", "is_recorded": "1"},
    "longest": {"order": "longest"},
    "shortest": {"order": "shortest"},
    "slowest": {"order": "slowest"},
    "dearest": {"order": "dearest"},
    "worst line": {"order": "worst-line"},
    "oldest": {"order": "oldest"},
    "dearest of an agent": {"order": "dearest", "agent": "rare"},
}
