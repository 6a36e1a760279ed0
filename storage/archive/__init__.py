"""What sources brought: captures, versions, changes, events, and how each source fares."""
