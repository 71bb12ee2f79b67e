"""Quanyi: a bank's yearly customer-rights-protection programme (银行年度客户权益保护管理)."""

__version__ = "0.1.0"
