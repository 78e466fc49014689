# shellcheck shell=bash
# Sourced by dev.sh: the demo on the screen that is here, or on one made for it.

XVNC_PID=""
DEMO_PID=""

# The only honest test of a screen is to open it as the application will: a forwarded, stale or
# forbidden DISPLAY looks like a good one from outside.
screen_usable() {
    [ -n "${QT_QPA_PLATFORM:-}" ] && return 0 # the person has said where to draw
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 1
    (
        ulimit -c 0
        exec timeout 15 "$VENV/bin/python" -c 'from PySide6.QtGui import QGuiApplication; QGuiApplication([])'
    ) >/dev/null 2>&1
}

# The window and, beside it, the 420 pixels of the dock that plays the devices. Xvnc has no window
# manager, so there are no frames to make room for.
geometry_for() {
    local mode=hall previous=""
    local argument
    for argument in "$@"; do
        case "$previous:$argument" in
            --mode:*) mode="$argument" ;;
            *:--mode=*) mode="${argument#--mode=}" ;;
        esac
        previous="$argument"
    done
    case "$mode" in
        village) echo 1786x768 ;;
        *) echo 1500x1920 ;;
    esac
}

free_display() {
    local n
    for n in $(seq 1 99); do
        [ ! -e "/tmp/.X11-unix/X$n" ] || continue
        [ ! -e "/tmp/.X$n-lock" ] || continue
        (exec 3<>"/dev/tcp/127.0.0.1/$((5900 + n))") 2>/dev/null && continue
        echo "$n"
        return 0
    done
    die "no free X display from :1 to :99"
}

# The VNC port listens on the loopback address only and asks for a password made for this one run, so
# neither the network nor another account of this machine gets in. A TCP port rather than a Unix socket,
# since every viewer and every ssh client can forward one. VNC encrypts nothing; the ssh tunnel does.
start_screen() {
    local geometry="$1" n port password
    make_scratch
    n="$(free_display)"
    port=$((5900 + n))
    password="$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n' | cut -c1-8)" # VNC uses eight characters
    printf '%s\n' "$password" | tigervncpasswd -f >"$SCRATCH/vnc-password"
    chmod 600 "$SCRATCH/vnc-password"
    : >"$SCRATCH/xauthority"
    XAUTHORITY="$SCRATCH/xauthority" xauth -q add ":$n" . "$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
    Xvnc ":$n" -geometry "$geometry" -depth 24 -rfbport "$port" -localhost=1 -interface 127.0.0.1 \
        -SecurityTypes VncAuth -PasswordFile "$SCRATCH/vnc-password" -auth "$SCRATCH/xauthority" \
        -nolisten tcp -AlwaysShared -desktop "Jiujin demo" >"$SCRATCH/xvnc.log" 2>&1 </dev/null &
    XVNC_PID=$!
    wait_for_screen "$n" || { tail -n 10 "$SCRATCH/xvnc.log" >&2; die "Xvnc did not start"; }
    unset WAYLAND_DISPLAY
    export DISPLAY=":$n" XAUTHORITY="$SCRATCH/xauthority"
    export QT_QPA_PLATFORM=xcb QT_QUICK_BACKEND=software # Xvnc has no graphics card
    cat >&2 <<TEXT

There is no screen here, so the demo draws on one of its own ($geometry). To look at it, and touch it:

  from another computer   ssh -L $port:127.0.0.1:$port $(id -un)@$(uname -n)
  then, or right here     xtigervncviewer 127.0.0.1::$port        (any VNC viewer: 127.0.0.1, port $port)
  password                $password

It ends with the demo; Ctrl-C ends both.

TEXT
}

wait_for_screen() {
    local deadline=$((SECONDS + 10))
    while [ "$SECONDS" -lt "$deadline" ]; do
        [ -S "/tmp/.X11-unix/X$1" ] && (exec 3<>"/dev/tcp/127.0.0.1/$((5900 + $1))") 2>/dev/null && return 0
        kill -0 "$XVNC_PID" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

stop_screen() {
    [ -z "$DEMO_PID" ] || { kill "$DEMO_PID" 2>/dev/null || true; wait "$DEMO_PID" 2>/dev/null || true; DEMO_PID=""; }
    [ -z "$XVNC_PID" ] || { kill "$XVNC_PID" 2>/dev/null || true; wait "$XVNC_PID" 2>/dev/null || true; XVNC_PID=""; }
}

demo() {
    local argument rc=0
    for argument in "$@"; do
        [ "$argument" = --headless ] || [ "$argument" = --help ] || [ "$argument" = -h ] || continue
        offscreen
        "$VENV/bin/kiosk" demo "$@"
        return
    done
    if screen_usable; then
        "$VENV/bin/kiosk" demo "$@"
        return
    fi
    start_screen "$(geometry_for "$@")"
    # In the background and waited for, so that a signal to this script reaches the demo at once.
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    "$VENV/bin/kiosk" demo "$@" &
    DEMO_PID=$!
    wait "$DEMO_PID" || rc=$?
    DEMO_PID=""
    return "$rc"
}
