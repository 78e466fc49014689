"""What every test process is, whichever folder it tests."""

import os

from hypothesis import HealthCheck, settings

from kiosk.signals import outlive_broken_pipes
from tests.support.pcscd import own_socket

# As `kiosk` does: the tests scan through SANE and cut lines in one process too.
outlive_broken_pipes()

# Before anything looks for cards: no test may meet the machine's own PC/SC service.
own_socket()

# `dev.sh fuzz`: the same properties, thrown at for longer. No property says a number of its own where a decoder is
# concerned, as that would hold here too.
settings.register_profile("fuzz", max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))
if os.environ.get("JIUJIN_PROFILE"):
    settings.load_profile(os.environ["JIUJIN_PROFILE"])
