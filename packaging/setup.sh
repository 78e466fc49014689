# shellcheck shell=bash
# Sourced by dev.sh: from a bare Debian 12 to a working .venv; quick when there is nothing to do.

# Runs one stage into its own log. One line says what goes on; the log's end is shown when it fails.
# Bash ignores -e in what an `if` runs, so the stages return their failures themselves.
stage() {
    local title="$2" log="$VENV/setup-$1.log" start=$SECONDS
    shift 2
    printf 'setup: %s … ' "$title" >&2
    if "$@" >"$log" 2>&1 </dev/null; then
        printf 'done (%d s)\n' "$((SECONDS - start))" >&2
    else
        printf 'FAILED\n' >&2
        tail -n 25 "$log" | sed 's/^/    /' >&2
        die "set-up stopped at \"$title\"; the whole log is $log"
    fi
}

# What is not installed of the Debian packages we list. Asked of dpkg every time, for it costs
# little and a machine may lose a package, or an old .venv be brought to a new machine.
missing_packages() {
    local wanted installed
    wanted="$(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$APT_LIST" | sort -u)"
    # shellcheck disable=SC2086,SC2016 # one name a word; the ${} are dpkg's own
    installed="$({ dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null || true; } |
        sed -n 's/^installed //p' | sort -u)" # dpkg-query fails when it knows not all of them
    comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed")
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The package lists are fetched only when there are none or the ones here no longer fit.
apt_install() {
    local -a install=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y
        -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 install --no-install-recommends)
    if compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null && as_root "${install[@]}" "$@"; then
        return 0
    fi
    as_root apt-get -q update && as_root "${install[@]}" "$@"
}

install_packages() {
    local -a missing=()
    if ! command -v apt-get >/dev/null; then
        [ -e "$STAMP" ] || say "setup: this is not Debian; install the like of packaging/apt-packages.txt by hand"
        return 0
    fi
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            die "needs root or sudo once; have an administrator run: apt-get install --no-install-recommends ${missing[*]}"
        # Ask for the password here, where the person can see the question, not inside a logged stage.
        sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } ||
            die "sudo wants a password and there is no terminal to ask on; run this once as root: apt-get install --no-install-recommends ${missing[*]}"
    fi
    stage apt "${#missing[@]} Debian packages" apt_install "${missing[@]}"
}

make_venv() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { echo "$PYTHON is older than Python 3.11"; return 1; }
    # The logs of this set-up live in the folder too, so it is emptied around them.
    find "$VENV" -mindepth 1 -maxdepth 1 ! -name 'setup-*.log' -exec rm -rf {} + || return 1
    "$PYTHON" -m venv "$VENV"
}

# --build-constraint: the source distributions are built with pinned tools as well. Debian's own pip is too old to know it.
install_python_packages() {
    local pip_version
    pip_version="$(sed -n 's/^pip==//p' "$CONSTRAINTS")"
    "$VENV/bin/python" -m pip --version | grep -qF "pip $pip_version " ||
        "$VENV/bin/python" -m pip install --disable-pip-version-check "pip==$pip_version" || return 1
    cd "$ROOT" || return 1
    "$VENV/bin/python" -m pip install --disable-pip-version-check \
        --constraint "$CONSTRAINTS" --build-constraint "$CONSTRAINTS" --editable '.[dev]'
}

# The libraries of others that the tests meet, by npm from PyPI's Node; exactly those of the lock file, no script of theirs.
install_node_packages() {
    local folder="$STRANGERS"
    cd "$folder" || return 1
    # As pip does: whom this machine trusts; and nothing is left in anybody's home.
    PATH="$VENV/bin:$PATH" NODE_USE_SYSTEM_CA=1 npm_config_cache="$VENV/npm-cache" \
        npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier || return 1
    rm -rf -- "$VENV/npm-cache"
}
node_key() { { cat "$STRANGERS/package-lock.json"; "$VENV/bin/node" -v; } 2>&1 | sha256sum | cut -d' ' -f1; }

# One key for all that the environment was made from; a moved tree counts, for .venv knows its path.
environment_key() {
    { cat "$ROOT/pyproject.toml" "$CONSTRAINTS" "$APT_LIST"; "$PYTHON" -V; printf '%s\n' "$ROOT"; } 2>&1 | sha256sum | cut -d' ' -f1
}

# A new interpreter or a moved tree needs a new environment; anything else is mended in place.
venv_is_ours() {
    [ -x "$VENV/bin/python" ] && [ -f "$VENV/setup-made-for" ] &&
        [ "$(cat "$VENV/setup-made-for")" = "$(made_for)" ]
}
made_for() { printf '%s\n%s' "$("$PYTHON" -V 2>&1)" "$ROOT"; }

# Qt reads compiled translations; they are made here, and git does not keep them.
compile_translations() {
    local source
    for source in "$ROOT"/ui/i18n/*.ts; do
        [ -e "$source" ] || continue
        [ "$source" -nt "${source%.ts}.qm" ] || continue
        stage i18n "translation ${source##*/}" "$VENV/bin/pyside6-lrelease" "$source" -qm "${source%.ts}.qm"
    done
}

set_up() {
    local key
    mkdir -p "$VENV"
    # The folder itself is the lock, so that two commands started at once do not set up at once.
    exec 9<"$ROOT"
    flock 9
    install_packages
    [ -x "$PYTHON" ] || die "no $PYTHON; install Python 3.11 or newer"
    key="$(environment_key)"
    if [ ! -f "$STAMP" ] || [ "$(cat "$STAMP")" != "$key" ] || ! venv_is_ours; then
        rm -f "$STAMP"
        if ! venv_is_ours; then
            stage venv "virtual environment" make_venv
            made_for >"$VENV/setup-made-for"
        fi
        stage pip "Python packages" install_python_packages
        printf '%s\n' "$key" >"$STAMP"
    fi
    if [ ! -d "$STRANGERS/node_modules" ] || [ "$(cat "$VENV/npm-stamp" 2>/dev/null)" != "$(node_key)" ]; then
        stage npm "libraries of strangers" install_node_packages
        node_key >"$VENV/npm-stamp"
    fi
    compile_translations
    exec 9<&-
}

# Resolves anew in a throw-away environment, so that nothing old lingers in the list.
lock_versions() {
    make_scratch
    say "lock: resolving the newest versions that pyproject.toml allows …"
    "$PYTHON" -m venv "$SCRATCH/lock"
    "$SCRATCH/lock/bin/pip" -q install --upgrade pip setuptools
    "$SCRATCH/lock/bin/pip" -q install hatchling editables swig "${ROOT}[dev]"
    {
        sed -n '/^#/p' "$CONSTRAINTS"
        "$SCRATCH/lock/bin/pip" freeze --all | grep -v '^jiujin ' | LC_ALL=C sort -f
    } >"$SCRATCH/constraints.txt"
    cp "$SCRATCH/constraints.txt" "$CONSTRAINTS"
    say "lock: written; now run: bash packaging/dev.sh test"
}
