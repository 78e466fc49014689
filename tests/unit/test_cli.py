"""The `kiosk` process as a whole: what nobody caught is told by its kind and its place, never in its own words."""

import os
import subprocess
import sys
import tempfile

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


def _cli(program: str, *, closed: bool = False, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", f"import sys; from kiosk import cli; {program}"]
    shell = ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command] if closed else command
    return subprocess.run(shell, capture_output=True, timeout=60, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize("as_json", [True, False])
def test_a_name_that_the_locale_lacks_is_told_all_the_same(as_json: bool) -> None:
    program = f"cli._write_any_name(as_json={as_json}); print('蓝𬱖䶮')"
    done = _cli(program, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    wanted = "蓝𬱖䶮".encode() if as_json else "蓝𬱖䶮".encode("ascii", "backslashreplace")
    assert done.stdout.strip() == wanted


def test_a_name_with_line_ends_and_orders_for_the_screen_stays_one_line() -> None:
    port = "/nowhere/a\nb\x1b[31m"
    arguments = ["devices", "read-card", "--driver", "serial-id", "--port", port]
    done = _cli(f"sys.exit(cli.main({arguments!r}))")
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert r"/nowhere/a\nb\x1b[31m" in line


def test_nothing_is_opened_where_standard_output_is_closed() -> None:
    done = _cli("sys.exit(cli.main(['devices', 'list']))", closed=True)
    assert done.returncode == 1
    assert done.stderr.startswith(b"kiosk: standard output is closed")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_enough_ends_the_command_without_a_word(unbuffered: str) -> None:
    program = "cli.parser = lambda: Named(parse_args=lambda given: Named(run=run, verbose=False))"
    told = f"from argparse import Namespace as Named\nrun = lambda given: print('x' * 200000) or 0\n{program}\n"
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"import sys; from kiosk import cli\n{told}sys.exit(cli.main([]))"],
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_disk_that_is_too_full_for_the_answer_is_told_once(unbuffered: str) -> None:
    # A few words are kept back until the end, and only then does the system refuse them.
    program = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    told = "run = lambda given: print('x') or 0; from argparse import Namespace as Named"
    wanted = "cli.parser = lambda: Named(parse_args=lambda given: Named(run=run, verbose=False))"
    with tempfile.TemporaryFile() as answer:
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import sys; from kiosk import cli; {program}; {told}; {wanted}; sys.exit(cli.main([]))",
            ],
            stdout=answer,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert (done.returncode, done.stderr) == (1, b"kiosk: File too large\n")
