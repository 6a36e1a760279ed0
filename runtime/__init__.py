"""What every process of Forewarn needs: the clock, logs, kept faults, timers."""
