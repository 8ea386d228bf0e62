"""問卷連結: a vendor answers a questionnaire at a secret address, without an account; what is handed in is reviewed by us."""
