"""The work of `aiwg init`: six questions, the files of a project's set-up, and the first deploy."""
