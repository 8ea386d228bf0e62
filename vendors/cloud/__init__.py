"""雲端評估: what is assessed before a cloud service is used, and again by policy (CC-21100-1)."""
