/* A disk with a known room, for a program that is started with this before its libraries (LD_PRELOAD).
 *
 * Everything in the folder SMALL_DISK may grow by as many bytes as the file SMALL_DISK_ROOM says, and not by one more:
 * what does not fit is written as far as it does, and then fails with ENOSPC, as write(2) has it. What is there may be
 * overwritten, cut and removed; that gives nothing back. Whoever changes the room writes the file anew, by a rename.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long long room;
static ino_t seen;

static void look(void) {
    struct stat told;
    const char *name = getenv("SMALL_DISK_ROOM");
    if (name == NULL || stat(name, &told) != 0 || told.st_ino == seen)
        return;
    FILE *file = fopen(name, "r");
    if (file != NULL && fscanf(file, "%lld", &room) == 1)
        seen = told.st_ino;
    if (file != NULL)
        fclose(file);
}

static int inside(int fd) {
    char link[64], path[4096];
    const char *folder = getenv("SMALL_DISK");
    if (folder == NULL)
        return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* How many of `count` bytes at `offset` may be written; -1 where not even one that makes the file longer. */
static ssize_t allowed(int fd, size_t count, off_t offset) {
    struct stat told;
    if (count == 0 || !inside(fd) || fstat(fd, &told) != 0 || !S_ISREG(told.st_mode))
        return (ssize_t)count;
    long long longer = (long long)offset + (long long)count - (long long)told.st_size;
    if (longer <= 0)
        return (ssize_t)count;
    pthread_mutex_lock(&lock);
    look();
    long long granted = longer < room ? longer : room;
    room -= granted;
    pthread_mutex_unlock(&lock);
    ssize_t most = (ssize_t)((long long)count - longer + granted);
    return most > 0 ? most : -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    static ssize_t (*really)(int, const void *, size_t, off_t);
    if (really == NULL)
        really = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
    ssize_t most = allowed(fd, count, offset);
    if (most < 0) {
        errno = ENOSPC;
        return -1;
    }
    return really(fd, bytes, (size_t)most, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) { return pwrite(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*really)(int, const void *, size_t);
    if (really == NULL)
        really = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    off_t offset = inside(fd) ? lseek(fd, 0, SEEK_CUR) : 0;
    ssize_t most = allowed(fd, count, offset < 0 ? 0 : offset);
    if (most < 0) {
        errno = ENOSPC;
        return -1;
    }
    return really(fd, bytes, (size_t)most);
}

static int grow(int fd, off_t size) {
    struct stat told;
    if (!inside(fd) || fstat(fd, &told) != 0 || size <= told.st_size)
        return 0;
    ssize_t most = allowed(fd, (size_t)(size - told.st_size), told.st_size);
    return most == size - told.st_size ? 0 : -1;
}

int ftruncate(int fd, off_t size) {
    static int (*really)(int, off_t);
    if (really == NULL)
        really = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate64");
    if (grow(fd, size) != 0) {
        errno = ENOSPC;
        return -1;
    }
    return really(fd, size);
}

int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

int posix_fallocate(int fd, off_t offset, off_t length) {
    static int (*really)(int, off_t, off_t);
    if (really == NULL)
        really = (int (*)(int, off_t, off_t))dlsym(RTLD_NEXT, "posix_fallocate64");
    return grow(fd, offset + length) != 0 ? ENOSPC : really(fd, offset, length);
}

int posix_fallocate64(int fd, off_t offset, off_t length) { return posix_fallocate(fd, offset, length); }

static void less(struct statvfs *told) {
    pthread_mutex_lock(&lock);
    look();
    unsigned long size = told->f_frsize ? told->f_frsize : 4096;
    unsigned long long blocks = (unsigned long long)room / size;
    if (blocks < told->f_bavail)
        told->f_bavail = told->f_bfree = (fsblkcnt_t)blocks;
    pthread_mutex_unlock(&lock);
}

int statvfs(const char *path, struct statvfs *told) {
    static int (*really)(const char *, struct statvfs *);
    if (really == NULL)
        really = (int (*)(const char *, struct statvfs *))dlsym(RTLD_NEXT, "statvfs64");
    int answer = really(path, told);
    const char *folder = getenv("SMALL_DISK");
    if (answer == 0 && folder != NULL && strncmp(path, folder, strlen(folder)) == 0)
        less(told);
    return answer;
}

int statvfs64(const char *path, struct statvfs64 *told) { return statvfs(path, (struct statvfs *)told); }
