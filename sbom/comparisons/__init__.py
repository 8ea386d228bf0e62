"""What changed between two deliveries of a product, and between the product and what we were told."""
