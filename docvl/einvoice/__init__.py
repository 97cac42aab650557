"""Electronic invoices: the XML that Factur-X, ZUGFeRD and XRechnung documents carry inside a PDF."""

from docvl.einvoice.read import EInvoice, read_einvoice

__all__ = ["EInvoice", "read_einvoice"]
