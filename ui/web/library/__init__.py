"""The library tab: documents added, found, moved, deleted and brought back."""
