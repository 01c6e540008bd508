"""The scribe: hears who speaks in a live seminar and writes captions.

Pure, tested with scripted engines: `agreement`, `activity`, `ear`, `sentences`, `ladder`, `voices`, `turns`.
Engines behind one door: `recogniser`, `whisper`, `remote`. The rest of the world: `site` (HTTP), `listening`
(the SFU), `job` (one seminar), `main` (the process).
"""
