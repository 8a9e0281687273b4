"""PDF files as PDFium sees them."""
