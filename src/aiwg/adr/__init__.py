"""Architecture decision records: reading, checking, editing and connecting them. Pure: texts in, texts out."""
