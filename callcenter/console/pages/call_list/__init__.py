"""Parts of the call list's page: its filters, columns, saved views and exports."""
