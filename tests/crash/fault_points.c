/* Fault points: every call by which a process makes something durable or visible, numbered, and death at one of them.
 *
 * LD_PRELOADed before the C library (ld.so(8)). Nothing is counted until `fault_arm`. From then on every call of the list below
 * that concerns a file under the watched folder, or a TCP connection, is a point. A point is known by its name (the
 * call and what it was done to, without ids and numbers) and by how many points of that name came before it: lanes that
 * overtake one another then change no point's name.
 *
 * Files: write, pwrite, fsync, fdatasync, ftruncate, rename, unlink, mkdir, and an open that makes a file.
 * Connections: send, sendto, sendmsg, write, recv, recvfrom, recvmsg, read.
 *
 * The process dies by its own SIGKILL, which no handler and no `finally` sees: before the call; after it; or torn, where
 * half of the bytes went through. Threads: any may come here; the table has one lock. Calls of the C library itself do
 * not come here (stdio's own write), nor do effects of mapped memory; the store's shared index (-shm) is the only such,
 * and SQLite rebuilds it after a crash.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { NAME = 160, NAMES = 512, PLACES = 16384, DESCRIPTORS = 1024 };
enum { BEFORE, TORN, AFTER };

static char names[NAMES][NAME];
static int counts[NAMES];
static int known;
static short sequence[PLACES];
static int passed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static volatile int armed;
static int server;
static int database_port;
static char watched[4096];
static size_t watched_length;
static char deadly[NAME];
static int deadly_nth;
static int deadly_mode;

/* What was last asked on each connection: the terminal's sends and receives are told apart by it. */
static char asked[DESCRIPTORS][NAME];

#define REAL(result, name, ...)                                                                                        \
    static result (*real)(__VA_ARGS__);                                                                                \
    if (real == NULL)                                                                                                  \
    real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* Ids, digests and long numbers make way for a star, so that every run has the same names. */
static void without_ids(const char *from, size_t length, char *to, size_t room) {
    size_t at = 0, out = 0;
    while (at < length && out + 2 < room) {
        size_t end = at;
        int digits = 0;
        while (end < length && (isalnum((unsigned char)from[end]) || from[end] == '-')) {
            digits += isdigit((unsigned char)from[end]) != 0;
            end++;
        }
        if (end == at) {
            to[out++] = from[at++];
        } else if (end - at >= 16 && digits >= 4) {
            to[out++] = '*';
            at = end;
        } else {
            while (at < end && out + 2 < room)
                to[out++] = from[at++];
        }
    }
    to[out] = 0;
}

static int path_name(const char *path, char *name, size_t room) {
    char whole[8192];
    if (path[0] != '/') {
        if (getcwd(whole, sizeof whole / 2) == NULL)
            return 0;
        strncat(whole, "/", 2);
        strncat(whole, path, sizeof whole / 2 - 2);
        path = whole;
    }
    if (strncmp(path, watched, watched_length) != 0 || path[watched_length] != '/')
        return 0;
    const char *inside = path + watched_length + 1;
    without_ids(inside, strlen(inside), name, room);
    return 1;
}

static int file_name(int fd, char *name, size_t room) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return path_name(path, name, room);
}

static int port_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)address)->sin_port);
    return address->ss_family == AF_INET6 ? ntohs(((const struct sockaddr_in6 *)address)->sin6_port) : 0;
}

/* The beginning of a request gives the connection its name, from here to the next one; also before anything is counted. */
static void learn(int fd, const void *data, ssize_t length) {
    if (length <= 8 || fd < 0 || fd >= DESCRIPTORS || !isupper(*(const unsigned char *)data))
        return;
    const char *text = data, *end = memmem(text, (size_t)length, " HTTP/1.", 8);
    if (end == NULL || memchr(text, '\n', (size_t)(end - text)) != NULL)
        return;
    const char *query = memchr(text, '?', (size_t)(end - text));
    without_ids(text, (size_t)((query ? query : end) - text), asked[fd], NAME - 40);
}

/* What a connection is called at this call; 0 where `fd` is no TCP connection. */
static int line_name(int fd, int sending, char *name, size_t room) {
    struct sockaddr_storage peer;
    socklen_t size = sizeof peer;
    if (fd < 0 || fd >= DESCRIPTORS || getpeername(fd, (struct sockaddr *)&peer, &size) != 0)
        return 0;
    int port = port_of(&peer);
    if (port == 0)
        return 0;
    if (database_port != 0 && port == database_port) {
        snprintf(name, room, "database");
        return 1;
    }
    if (!server)
        snprintf(name, room, "%s", asked[fd][0] ? asked[fd] : "something");
    else if (sending)
        snprintf(name, room, "answer to %s", asked[fd][0] ? asked[fd] : "something");
    else
        snprintf(name, room, "request");
    return 1;
}

/* Passes a point; what is to happen at it: -1 nothing, else BEFORE, TORN, AFTER. BEFORE does not come back. */
static int pass(const char *call, const char *what) {
    char name[NAME];
    snprintf(name, sizeof name, "%s %.*s", call, NAME - 16, what);
    pthread_mutex_lock(&lock);
    int place = 0;
    while (place < known && strcmp(names[place], name) != 0)
        place++;
    if (place == known) {
        if (known == NAMES)
            abort();
        memcpy(names[known++], name, NAME);
    }
    int nth = ++counts[place];
    if (passed < PLACES)
        sequence[passed] = (short)place;
    passed++;
    int here = deadly_nth == nth && strcmp(deadly, name) == 0;
    if (here && deadly_mode == BEFORE)
        die(); /* with the lock held: nobody passes another point meanwhile */
    pthread_mutex_unlock(&lock);
    return here ? deadly_mode : -1;
}

static ssize_t ended(int fate, ssize_t done) {
    if (fate >= 0)
        die();
    return done;
}

/* To be called through ctypes by the process that is to be counted, or to die. */

void fault_arm(const char *folder, int as_server, int port, const char *name, int nth, int mode) {
    snprintf(watched, sizeof watched, "%s", folder);
    watched_length = strlen(watched);
    server = as_server;
    database_port = port;
    snprintf(deadly, sizeof deadly, "%s", name);
    deadly_nth = nth;
    deadly_mode = mode;
    armed = 1;
}

int fault_passed(void) {
    return passed;
}

/* The name of the point with this number, from 0; NULL past the end. */
const char *fault_name(int number) {
    return number >= 0 && number < passed && number < PLACES ? names[sequence[number]] : NULL;
}

/* Files. */

ssize_t write(int fd, const void *data, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    char what[NAME];
    int saved = errno;
    int counted = armed && (file_name(fd, what, sizeof what) || line_name(fd, 1, what, sizeof what));
    errno = saved;
    if (!counted)
        return real(fd, data, length);
    int fate = pass("write", what);
    return ended(fate, real(fd, data, fate == TORN ? length / 2 : length));
}

#define PWRITE(name, offset_type)                                                                                      \
    ssize_t name(int fd, const void *data, size_t length, offset_type offset) {                                        \
        REAL(ssize_t, name, int, const void *, size_t, offset_type);                                                   \
        char what[NAME];                                                                                               \
        if (!armed || !file_name(fd, what, sizeof what))                                                               \
            return real(fd, data, length, offset);                                                                     \
        int fate = pass("pwrite", what);                                                                               \
        return ended(fate, real(fd, data, fate == TORN ? length / 2 : length, offset));                                \
    }

PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define OF_DESCRIPTOR(name, call, declared, passed_on, ...)                                                            \
    int name declared {                                                                                                \
        REAL(int, name, __VA_ARGS__);                                                                                  \
        char what[NAME];                                                                                               \
        if (!armed || !file_name(fd, what, sizeof what))                                                               \
            return real passed_on;                                                                                     \
        int fate = pass(call, what);                                                                                   \
        return (int)ended(fate, real passed_on);                                                                       \
    }

OF_DESCRIPTOR(fsync, "fsync", (int fd), (fd), int)
OF_DESCRIPTOR(fdatasync, "fdatasync", (int fd), (fd), int)
OF_DESCRIPTOR(ftruncate, "ftruncate", (int fd, off_t length), (fd, length), int, off_t)
OF_DESCRIPTOR(ftruncate64, "ftruncate", (int fd, off64_t length), (fd, length), int, off64_t)

#define OF_PATH(name, call, at, path, declared, passed_on, ...)                                                        \
    int name declared {                                                                                                \
        REAL(int, name, __VA_ARGS__);                                                                                  \
        char what[NAME];                                                                                               \
        if (!armed || (at) != AT_FDCWD || !path_name(path, what, sizeof what))                                         \
            return real passed_on;                                                                                     \
        int fate = pass(call, what);                                                                                   \
        return (int)ended(fate, real passed_on);                                                                       \
    }

OF_PATH(rename, "rename", AT_FDCWD, from, (const char *from, const char *to), (from, to), const char *, const char *)
OF_PATH(renameat, "rename", there, from, (int there, const char *from, int here, const char *to),
        (there, from, here, to), int, const char *, int, const char *)
OF_PATH(unlink, "unlink", AT_FDCWD, path, (const char *path), (path), const char *)
OF_PATH(unlinkat, "unlink", at, path, (int at, const char *path, int flags), (at, path, flags), int, const char *, int)
OF_PATH(mkdir, "mkdir", AT_FDCWD, path, (const char *path, mode_t mode), (path, mode), const char *, mode_t)

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        REAL(int, name, const char *, int, ...);                                                                       \
        char what[NAME];                                                                                               \
        mode_t mode = 0;                                                                                               \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                           \
            va_list more;                                                                                              \
            va_start(more, flags);                                                                                     \
            mode = va_arg(more, mode_t);                                                                               \
            va_end(more);                                                                                              \
        }                                                                                                              \
        int saved = errno;                                                                                             \
        struct stat there;                                                                                             \
        int makes = armed && (flags & O_CREAT) && path_name(path, what, sizeof what) && stat(path, &there) != 0;       \
        errno = saved;                                                                                                 \
        if (!makes)                                                                                                    \
            return real(path, flags, mode);                                                                            \
        int fate = pass("create", what);                                                                               \
        return (int)ended(fate, real(path, flags, mode));                                                              \
    }

OPEN(open)
OPEN(open64)

/* Connections. */

ssize_t send(int fd, const void *data, size_t length, int flags) {
    REAL(ssize_t, send, int, const void *, size_t, int);
    char what[NAME];
    if (!server)
        learn(fd, data, (ssize_t)length);
    if (!armed || !line_name(fd, 1, what, sizeof what))
        return real(fd, data, length, flags);
    int fate = pass("send", what);
    return ended(fate, real(fd, data, fate == TORN ? length / 2 : length, flags));
}

ssize_t sendto(int fd, const void *data, size_t length, int flags, const struct sockaddr *to, socklen_t size) {
    REAL(ssize_t, sendto, int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    char what[NAME];
    if (!server)
        learn(fd, data, (ssize_t)length);
    if (!armed || !line_name(fd, 1, what, sizeof what))
        return real(fd, data, length, flags, to, size);
    int fate = pass("send", what);
    return ended(fate, real(fd, data, fate == TORN ? length / 2 : length, flags, to, size));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    REAL(ssize_t, sendmsg, int, const struct msghdr *, int);
    char what[NAME];
    const struct iovec *first = message->msg_iovlen ? message->msg_iov : NULL;
    if (!server && first != NULL)
        learn(fd, first->iov_base, (ssize_t)first->iov_len);
    if (!armed || first == NULL || !line_name(fd, 1, what, sizeof what))
        return real(fd, message, flags);
    int fate = pass("send", what);
    if (fate == TORN) {
        struct iovec half = {first->iov_base, first->iov_len / 2};
        struct msghdr torn = *message;
        torn.msg_iov = &half;
        torn.msg_iovlen = 1;
        return ended(fate, real(fd, &torn, flags));
    }
    return ended(fate, real(fd, message, flags));
}

static ssize_t received(int fate, int fd, const void *data, ssize_t length) {
    int saved = errno;
    if (server)
        learn(fd, data, length);
    errno = saved;
    return ended(fate, length);
}

ssize_t read(int fd, void *data, size_t length) {
    REAL(ssize_t, read, int, void *, size_t);
    char what[NAME];
    int saved = errno;
    int counted = armed && line_name(fd, 0, what, sizeof what);
    errno = saved;
    if (!counted)
        return real(fd, data, length);
    int fate = pass("recv", what);
    return received(fate, fd, data, real(fd, data, length));
}

ssize_t recv(int fd, void *data, size_t length, int flags) {
    REAL(ssize_t, recv, int, void *, size_t, int);
    char what[NAME];
    if (!armed || !line_name(fd, 0, what, sizeof what))
        return real(fd, data, length, flags);
    int fate = pass("recv", what);
    return received(fate, fd, data, real(fd, data, length, flags));
}

ssize_t recvfrom(int fd, void *data, size_t length, int flags, struct sockaddr *from, socklen_t *size) {
    REAL(ssize_t, recvfrom, int, void *, size_t, int, struct sockaddr *, socklen_t *);
    char what[NAME];
    if (!armed || !line_name(fd, 0, what, sizeof what))
        return real(fd, data, length, flags, from, size);
    int fate = pass("recv", what);
    return received(fate, fd, data, real(fd, data, length, flags, from, size));
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags) {
    REAL(ssize_t, recvmsg, int, struct msghdr *, int);
    char what[NAME];
    if (!armed || !line_name(fd, 0, what, sizeof what))
        return real(fd, message, flags);
    int fate = pass("recv", what);
    ssize_t length = real(fd, message, flags);
    return received(fate, fd, message->msg_iovlen ? message->msg_iov->iov_base : NULL, length);
}
