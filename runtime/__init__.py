"""What every process of Forewarn needs: the clock, logs, fault reports, periodic jobs."""
