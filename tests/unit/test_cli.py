"""The `kiosk` process as a whole: what nobody caught is told by its kind and its place, never in its own words."""

import subprocess
import sys

import pytest

SECRET = "330225196403170027"
PROGRAM = f"""
import logging, sys, threading
from argparse import Namespace
from concurrent.futures import Future
from kiosk import cli

SECRET = "{SECRET}"

def fail(*_):
    raise ValueError(SECRET)

class Cleared:
    __del__ = fail

def run(arguments):
    from PySide6.QtCore import QCoreApplication, QTimer
    application = QCoreApplication([])
    QTimer.singleShot(0, fail)
    QTimer.singleShot(0, application.quit)
    application.exec()
    thread = threading.Thread(target=fail, name="papers")
    thread.start()
    thread.join()
    leaving = threading.Thread(target=sys.exit)
    leaving.start()
    leaving.join()
    Cleared()
    future = Future()
    future.add_done_callback(fail)
    future.set_result(SECRET)
    logging.getLogger("kiosk").info("the level is %s", "low")
    fail()

cli.parser = lambda: Namespace(parse_args=lambda given: Namespace(run=run, verbose=given == ["--verbose"]))
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.parametrize("verbose", [False, True])
def test_nothing_that_a_fault_quotes_reaches_the_log(verbose: bool) -> None:
    options = ["--verbose"] if verbose else []
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert SECRET not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert done.stderr.count("ValueError at ") == 5
    assert done.stderr.count("a fault in the program: ValueError at ") == 2, "the slot's and the command's"
    assert "the thread papers ended: ValueError at " in done.stderr
    assert "a fault while something was cleared away: ValueError at " in done.stderr
    assert "SystemExit" not in done.stderr
    assert ("the level is low" in done.stderr) == verbose


def test_a_fault_of_the_system_is_one_line_without_more_than_its_number_says() -> None:
    program = PROGRAM.replace("    fail()\n\ncli", "    raise OSError(SECRET)\n\ncli")
    for options in ([], ["--verbose"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *options], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == "kiosk: OSError"
        assert SECRET not in done.stderr


def test_a_command_that_is_interrupted_while_its_modules_load_ends_without_a_trace() -> None:
    program = """
import signal, sys

class Hand:
    def find_spec(self, name, path=None, target=None):
        if name == "kiosk.commands.devices":
            signal.raise_signal(signal.SIGINT)

# A shell without job control starts what it puts in the background with SIGINT ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Hand())
from kiosk import cli

sys.exit(cli.main(["devices", "list"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 130
    assert done.stderr == ""
