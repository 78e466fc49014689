/*
 * The V4L2 API of a camera that another process plays, for a program started with LD_PRELOAD.
 *
 * A device node is a Unix socket beneath the folder that JIUJIN_V4L2_NODES names. Opening it connects; what the program
 * gets as its descriptor is the stream of filled buffers, so that poll and select wait for a picture as they would on
 * the kernel's. Every ioctl goes to the other process as it is (number, then the structure) and its answer comes back
 * (errno, then the structure). Buffers lie in memory that both processes share; that of VIDIOC_REQBUFS comes with its
 * answer. When the other process hangs up, everything fails with ENODEV, as after a pulled cable.
 *
 * One lock for all: the program under test has one camera, and an ioctl on a V4L2 device is serialised by the kernel too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST_DESCRIPTORS 1024
#define LARGEST_STRUCTURE 4096

struct camera {
    int orders;  /* where ioctls go */
    int buffers; /* the shared memory, -1 before VIDIOC_REQBUFS */
};

static struct camera cameras[MOST_DESCRIPTORS];
static volatile char is_camera[MOST_DESCRIPTORS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_openat)(int, const char *, int, ...);
static int (*real_ioctl)(int, unsigned long, ...);
static int (*real_close)(int);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);

__attribute__((constructor)) static void find_real(void)
{
    if (real_open)
        return;
    real_open = dlsym(RTLD_NEXT, "open");
    real_openat = dlsym(RTLD_NEXT, "openat");
    real_ioctl = dlsym(RTLD_NEXT, "ioctl");
    real_close = dlsym(RTLD_NEXT, "close");
    real_mmap = dlsym(RTLD_NEXT, "mmap");
}

static int ours(const char *path)
{
    const char *nodes = getenv("JIUJIN_V4L2_NODES");
    size_t length = nodes ? strlen(nodes) : 0;
    const char *name;

    if (length == 0 || strncmp(path, nodes, length) != 0 || path[length] != '/')
        return 0;
    name = strrchr(path, '/');
    return name && name[1] != 0 && path[strlen(path) - 1] != '/';
}

static int is_ours(int fd)
{
    return fd >= 0 && fd < MOST_DESCRIPTORS && is_camera[fd];
}

/* One packet and, where it brings one, a descriptor; -1 and errno where the other side is gone. */
static ssize_t receive(int from, void *into, size_t size, int *descriptor)
{
    char space[CMSG_SPACE(sizeof(int))];
    struct iovec part = {into, size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space};
    struct cmsghdr *extra;
    ssize_t got;

    *descriptor = -1;
    do
        got = recvmsg(from, &message, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        errno = ENODEV;
        return -1;
    }
    extra = CMSG_FIRSTHDR(&message);
    if (extra && extra->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(extra), sizeof(int));
    return got;
}

static int refused(int orders, int why)
{
    real_close(orders);
    errno = why;
    return -1;
}

static int open_camera(const char *path, int flags)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int32_t status = 0;
    int orders, stream;

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    orders = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (orders < 0)
        return -1;
    if (connect(orders, (struct sockaddr *)&address, sizeof address) < 0)
        return refused(orders, errno == ECONNREFUSED ? ENODEV : errno);
    if (receive(orders, &status, sizeof status, &stream) < 0)
        return refused(orders, ENODEV);
    if (stream < 0 || stream >= MOST_DESCRIPTORS)
        return refused(orders, status ? status : EMFILE);
    fcntl(stream, F_SETFL, (fcntl(stream, F_GETFL) & ~O_NONBLOCK) | (flags & O_NONBLOCK));
    if (!(flags & O_CLOEXEC))
        fcntl(stream, F_SETFD, 0);
    pthread_mutex_lock(&lock);
    cameras[stream] = (struct camera){orders, -1};
    is_camera[stream] = 1;
    pthread_mutex_unlock(&lock);
    return stream;
}

/* The next filled buffer, in the order in which they were filled. */
static int take_buffer(int fd, struct v4l2_buffer *buffer)
{
    ssize_t got;

    do
        got = recv(fd, buffer, sizeof *buffer, 0);
    while (got < 0 && errno == EINTR);
    if (got == (ssize_t)sizeof *buffer)
        return 0;
    if (got >= 0 || errno == ECONNRESET)
        errno = ENODEV;
    return -1;
}

static int ask(struct camera *camera, uint32_t order, void *structure)
{
    unsigned char packet[LARGEST_STRUCTURE + 4];
    size_t size = _IOC_SIZE(order);
    int32_t status = 0;
    int descriptor;
    ssize_t got;

    if (size > LARGEST_STRUCTURE) {
        errno = ENOTTY;
        return -1;
    }
    memcpy(packet, &order, 4);
    memcpy(packet + 4, structure, size);
    if (send(camera->orders, packet, 4 + size, MSG_NOSIGNAL) < 0) {
        errno = ENODEV;
        return -1;
    }
    got = receive(camera->orders, packet, sizeof packet, &descriptor);
    if (got < 4)
        return -1;
    memcpy(&status, packet, 4);
    if (descriptor >= 0) {
        if (camera->buffers >= 0)
            real_close(camera->buffers);
        camera->buffers = descriptor;
    }
    if (status != 0) {
        errno = status;
        return -1;
    }
    memcpy(structure, packet + 4, (size_t)got - 4 < size ? (size_t)got - 4 : size);
    return 0;
}

/* What was filled before VIDIOC_STREAMOFF is not to be had after it. */
static void forget_buffers(int fd)
{
    struct v4l2_buffer gone;

    while (recv(fd, &gone, sizeof gone, MSG_DONTWAIT) > 0)
        ;
}

static int open_any(const char *path, int flags, mode_t mode)
{
    find_real();
    return ours(path) ? open_camera(path, flags) : real_open(path, flags, mode);
}

static mode_t mode_of(int flags, va_list more)
{
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(more, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    return open_any(path, flags | O_LARGEFILE, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    find_real();
    return ours(path) ? open_camera(path, flags) : real_openat(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    va_list more;
    mode_t mode;

    va_start(more, flags);
    mode = mode_of(flags, more);
    va_end(more);
    find_real();
    return ours(path) ? open_camera(path, flags) : real_openat(folder, path, flags | O_LARGEFILE, mode);
}

int ioctl(int fd, unsigned long order, ...)
{
    va_list more;
    void *argument;
    int answer;

    va_start(more, order);
    argument = va_arg(more, void *);
    va_end(more);
    find_real();
    if (!is_ours(fd))
        return real_ioctl(fd, order, argument);
    if ((uint32_t)order == VIDIOC_DQBUF)
        return take_buffer(fd, argument);
    pthread_mutex_lock(&lock);
    answer = ask(&cameras[fd], (uint32_t)order, argument);
    if (answer == 0 && (uint32_t)order == VIDIOC_STREAMOFF)
        forget_buffers(fd);
    pthread_mutex_unlock(&lock);
    return answer;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    find_real();
    return real_mmap(address, length, protection, flags, is_ours(fd) ? cameras[fd].buffers : fd, offset);
}

void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t offset)
{
    return mmap(address, length, protection, flags, fd, offset);
}

int close(int fd)
{
    find_real();
    if (is_ours(fd)) {
        pthread_mutex_lock(&lock);
        is_camera[fd] = 0;
        real_close(cameras[fd].orders);
        if (cameras[fd].buffers >= 0)
            real_close(cameras[fd].buffers);
        pthread_mutex_unlock(&lock);
    }
    return real_close(fd);
}
