"""The tab 谈心谈话."""
