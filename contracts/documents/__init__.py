"""The contract and its papers: what was uploaded, and the words in it with their pages."""
