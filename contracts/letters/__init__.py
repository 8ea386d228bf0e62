"""Letters to vendors that ask for what a contract lacks, with wording of our own; when they were sent, when answered."""
