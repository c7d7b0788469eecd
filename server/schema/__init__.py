"""generated from shared_schema by generate.py; edit there"""
