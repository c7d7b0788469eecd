"""办事指南: loading a county's guide from plain files, and publishing it as signed packs that any cache may carry."""
