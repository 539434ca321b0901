"""Calls on a single machine: SIP and RTP in this program, without LiveKit.

`stack` hides the SIP stack, `calls` takes and carries the calls, `process` is the worker that holds them and the parent
that keeps one alive.
"""
