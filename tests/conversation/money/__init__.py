"""Calls about money: refunds, amounts agreed to, days promised, and whose account it is."""
