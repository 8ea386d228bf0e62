"""作業能力評估: is a vendor able to do what it does for us? Questionnaires are data; answers are reviewed line by line."""
