"""What is shipped for other people's machinery: images, charts, dashboards."""
