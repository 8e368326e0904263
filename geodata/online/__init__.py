"""An online geocoder for texts the offline one refused: off by default, asked only with consent for each batch.

`settings` says which, `plan` what would leave the building and who agreed, `asking` asks and judges the answers;
`providers` speaks to the services. Only `providers` and `asking` import geopy, which takes its time.
"""
