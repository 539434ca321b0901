"""The sample business."""
