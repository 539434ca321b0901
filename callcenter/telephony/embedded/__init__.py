"""Calls on a single machine: SIP and RTP in this program, without LiveKit.

`sip_stack` hides the stack, `reception` takes calls, `leg` is one caller, `worker` is the process that holds
them, `supervisor` the parent that keeps one alive.
"""
