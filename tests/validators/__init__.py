"""The two validators that a row of the national schema must pass: the Table Schema and the national library."""
