"""The paper of a certificate: what is printed, how it is set, signed and looked into. No rows, no requests.

`content.Paper` -> `setting.certificate` (a PDF by Typst) -> `signing.sign` (PAdES) -> `inspecting.inspect`.
"""
