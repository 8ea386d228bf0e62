"""到期提醒: one digest a day to whoever has work that is due, before, on and after its day; each thing said once."""
