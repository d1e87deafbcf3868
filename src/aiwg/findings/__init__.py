"""What the checks find (lint, audit, doctor, adr check), and how it is told to programs."""
