"""Forms: JSON Schemas for answers, as shared_schema/forms.md writes them. Pure; knows no application."""
