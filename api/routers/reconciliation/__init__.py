"""The reconciliation service (Reconciliation Service API 0.2)."""
