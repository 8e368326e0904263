"""The week: reports in, the team, the rota, and what is kept."""
