"""What pages and API both ask: by the API, and by the page that shows it."""
