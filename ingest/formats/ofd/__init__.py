"""OFD, the fixed layout of Chinese invoices and official documents."""
