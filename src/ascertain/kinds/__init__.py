"""What can be annotated, one file each, and the schema that names fields of those kinds."""
