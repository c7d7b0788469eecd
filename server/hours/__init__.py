"""When a centre is open: rules, market days, holidays, working time; and dated openings for the guide."""
