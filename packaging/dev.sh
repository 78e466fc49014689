#!/usr/bin/env bash
# Everything a developer does with this tree, from a bare Debian 12 on. `bash packaging/dev.sh help` lists it.
set -euo pipefail

ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)"
VENV="$ROOT/.venv"
PYTHON=/usr/bin/python3 # Debian's own, so that every machine builds against the same headers
CONSTRAINTS="$ROOT/packaging/constraints.txt"
APT_LIST="$ROOT/packaging/apt-packages.txt"
STAMP="$VENV/setup-stamp"
STRANGERS="$ROOT/tests/contract/strangers"

# shellcheck source=packaging/setup.sh
source "$ROOT/packaging/setup.sh"
# shellcheck source=packaging/screen.sh
source "$ROOT/packaging/screen.sh"

usage() {
    cat <<'TEXT'
usage: bash packaging/dev.sh COMMAND [ARGUMENTS]

  setup             install what is missing: Debian packages, .venv, translations
  demo [ARGS]       kiosk demo ARGS; without a screen here it makes one and says how to look at it
  test              all checks, then all tests; test PATH|OPTIONS runs pytest alone with them
  check             ruff, mypy, import-linter, qmllint
  bench [ARGS]      the benchmarks; exits 1 where one is over its budget, unless --report-only
  fuzz [ARGS]       every decoder, thrown at for minutes instead of moments; ARGS are pytest's
  soak [--kills N]  kills both ends of a delivery at N random moments (5000); prints the seed, and takes --seed
  kiosk [ARGS]      the kiosk command of the virtual environment
  run-any CMD …     any command in the virtual environment
  lock              take the newest allowed versions into packaging/constraints.txt

Each of them sets up first, which costs nothing when nothing has changed.
TEXT
}

say() { printf '%s\n' "$*" >&2; }
die() { say "dev.sh: $*"; exit 1; }

# Qt asks for a private run-time folder and a UTF-8 locale, and warns without them; the tests treat
# Qt's warnings as failures, and a bare machine or a CI job has neither.
qt_environment() {
    case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
        *[Uu][Tt][Ff]*8*) ;;
        *) export LC_ALL=C.UTF-8 ;;
    esac
    if [ ! -d "${XDG_RUNTIME_DIR:-}" ] || [ ! -O "${XDG_RUNTIME_DIR:-}" ]; then
        make_scratch
        export XDG_RUNTIME_DIR="$SCRATCH/run"
        mkdir -m 0700 "$XDG_RUNTIME_DIR"
    fi
    export PATH="$VENV/bin:$PATH" VIRTUAL_ENV="$VENV"
}

# No screen is touched: for tests, benchmarks and a headless demo.
offscreen() {
    export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}" QT_QUICK_BACKEND="${QT_QUICK_BACKEND:-software}"
}

# One folder for all that must not outlive this command; removed at the end, whatever the end is.
SCRATCH=""
make_scratch() {
    [ -n "$SCRATCH" ] || SCRATCH="$(mktemp -d "${TMPDIR:-/tmp}/jiujin-dev.XXXXXX" 2>/dev/null)" ||
        die "no folder can be made in ${TMPDIR:-/tmp}; set TMPDIR to one that can be written"
}
clean_up() {
    stop_screen
    [ -z "$SCRATCH" ] || rm -rf -- "$SCRATCH"
}
trap clean_up EXIT

# Runs one checker: a line when it is content, its whole output when it is not. All of them run, so
# that one round shows everything there is to mend.
CHECK_FAILED=0
checked() {
    local name="$1" output rc=0
    shift
    output="$("$@" 2>&1)" || rc=$?
    if [ "$rc" -eq 0 ]; then
        say "check: $name: fine"
    else
        printf '%s\n' "$output" >&2
        say "check: $name: FAILED (exit $rc)"
        CHECK_FAILED=1
    fi
}

# -W 0: one warning is one too many. Qt's own modules first, then ours, as the application finds them. Whole paths,
# because qmllint finds the qmldir beside a singleton by no other.
lint_qml() {
    local -a files=()
    local qt_qml
    mapfile -d '' files < <(find "$ROOT/ui/qml" -name '*.qml' -print0 2>/dev/null | sort -z)
    [ "${#files[@]}" -gt 0 ] || return 0
    qt_qml="$("$VENV/bin/python" -c 'import importlib.util as u; print(u.find_spec("PySide6").submodule_search_locations[0])')/Qt/qml"
    "$VENV/bin/pyside6-qmllint" -W 0 -I "$qt_qml" -I "$ROOT/ui/qml" "${files[@]}"
}

check() {
    cd "$ROOT"
    CHECK_FAILED=0
    checked "ruff" "$VENV/bin/ruff" check .
    checked "ruff format" "$VENV/bin/ruff" format --check .
    checked "mypy" "$VENV/bin/mypy"
    checked "import-linter" "$VENV/bin/lint-imports"
    checked "qmllint" lint_qml
    return "$CHECK_FAILED"
}

# Without arguments it is what CI runs: a failed check does not hide a failed test, nor a passed test a
# failed check. Two workers, as two cores are what the least of our machines has. Each kind of test gets fresh processes:
# what one kind's real components (SANE, CUPS, serial ports, Qt) leave in a process must not meet another kind's.
run_tests() {
    local failed=0 rc=0
    cd "$ROOT"
    offscreen
    if [ "$#" -gt 0 ]; then
        "$VENV/bin/python" -m pytest -n 2 --dist worksteal "$@"
        return
    fi
    check || failed=1
    local kinds
    for kinds in "unit properties architecture" contract scenarios crash ui e2e; do
        # shellcheck disable=SC2086  # a list of folders
        "$VENV/bin/python" -m pytest -n 2 --dist worksteal $(printf 'tests/%s ' $kinds) || rc=$?
    done
    [ "$failed" -eq 0 ] || say "dev.sh: the tests ended with $rc, and the checks above FAILED"
    [ "$rc" -ne 0 ] || rc="$failed"
    return "$rc"
}

bench() {
    cd "$ROOT"
    offscreen
    "$VENV/bin/python" -m tests.benchmarks "$@"
}

# The same properties as in the tests, with twenty thousand examples each.
fuzz() {
    cd "$ROOT"
    offscreen
    JIUJIN_PROFILE=fuzz "$VENV/bin/python" -m pytest -n 2 --dist worksteal --timeout=0 -m decoder tests/properties "$@"
}

# SIGKILL at thousands of random moments on the road from confirm to delivered.
soak() {
    cd "$ROOT"
    offscreen
    "$VENV/bin/python" -m tests.crash.soak "$@"
}

main() {
    local command="${1:-help}"
    [ "$#" -eq 0 ] || shift
    case "$command" in
        help | -h | --help) usage; return 0 ;;
        lock) set_up; lock_versions; return 0 ;;
        setup | demo | test | check | bench | fuzz | soak | kiosk | run-any) ;;
        *) usage >&2; say "dev.sh: no command '$command'"; return 2 ;;
    esac
    set_up
    qt_environment
    case "$command" in
        setup) say "setup: ready" ;;
        demo) demo "$@" ;;
        test) run_tests "$@" ;;
        check) check ;;
        bench) bench "$@" ;;
        fuzz) fuzz "$@" ;;
        soak) soak "$@" ;;
        kiosk) "$VENV/bin/kiosk" "$@" ;;
        run-any)
            [ "$#" -gt 0 ] || die "run-any needs a command"
            "$@"
            ;;
    esac
}

main "$@"
