// generated from shared_schema by generate.py; edit there
export const PROTOCOL = 41
