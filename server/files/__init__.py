"""Photos and PDFs in resumable pieces, kept and shown to those who may see them."""
