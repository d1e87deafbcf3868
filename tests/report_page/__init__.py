"""The pages of `aiwg report --html`: from made-up reports of every size and state, in a real browser."""
