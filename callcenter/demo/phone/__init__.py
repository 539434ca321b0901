"""The simulated caller's telephone: a SIP stack in a process of its own, which says and hears audio."""
