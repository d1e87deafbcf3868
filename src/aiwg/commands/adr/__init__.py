"""The work behind each `aiwg adr` command."""
