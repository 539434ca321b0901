"""S3-compatible storage for recordings and journals."""
