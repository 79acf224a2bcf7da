"""Records: one schema for SQLite and PostgreSQL; the only floor that speaks SQL."""
