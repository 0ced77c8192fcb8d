/* Put before the C library (LD_PRELOAD): fails a chosen write, sync, truncation or renaming of files under a directory.
 *
 * FAULT_UNDER  the directory (files elsewhere are left alone)
 * FAULT_AT     the number of the call that fails, from 1; 0: none, calls are only counted
 * FAULT_STAYS  1: all later calls fail too
 * FAULT_HOW    "eio", "enospc", "lie" (says it was done and does nothing), "kill" (SIGKILL in its place)
 * FAULT_ROOM   bytes that may be written in all before the disk is full (instead of FAULT_AT)
 * FAULT_TOLD   a file that gets the number of calls at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long calls;
static long room = -1;

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void)
{
    room = number("FAULT_ROOM", -1);
}

__attribute__((destructor)) static void end(void)
{
    const char *told = getenv("FAULT_TOLD");
    FILE *file = told ? fopen(told, "w") : NULL;
    if (file) {
        fprintf(file, "%ld\n", calls);
        fclose(file);
    }
}

static int is_ours_path(const char *path)
{
    const char *under = getenv("FAULT_UNDER");
    return under && strncmp(path, under, strlen(under)) == 0;
}

static int is_ours(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    return is_ours_path(path);
}

/* 0: go on; 1: fail with errno set; 2: pretend. */
static int fate(void)
{
    long at = number("FAULT_AT", 0);
    const char *how = getenv("FAULT_HOW");
    calls++;
    if (at == 0 || calls < at || (calls > at && number("FAULT_STAYS", 0) == 0))
        return 0;
    if (how && strcmp(how, "kill") == 0)
        raise(SIGKILL);
    if (how && strcmp(how, "lie") == 0)
        return 2;
    errno = how && strcmp(how, "enospc") == 0 ? ENOSPC : EIO;
    return 1;
}

/* Bytes that still fit; -1 with errno set when none does. */
static ssize_t fits(size_t count)
{
    if (room < 0)
        return (ssize_t)count;
    if (room == 0 && count > 0) {
        errno = ENOSPC;
        return -1;
    }
    ssize_t some = (ssize_t)count < room ? (ssize_t)count : room;
    room -= some;
    return some;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define GOVERNED(fd, count, done) \
    if (is_ours(fd)) { \
        int what = fate(); \
        if (what == 1) \
            return -1; \
        if (what == 2) \
            return done; \
        ssize_t some = fits(count); \
        if (some < 0) \
            return -1; \
        count = (size_t)some; \
    }

ssize_t write(int fd, const void *bytes, size_t count)
{
    GOVERNED(fd, count, (ssize_t)count)
    return REAL(write)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    GOVERNED(fd, count, (ssize_t)count)
    return REAL(pwrite)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at)
{
    GOVERNED(fd, count, (ssize_t)count)
    return REAL(pwrite64)(fd, bytes, count, at);
}

#define SIMPLE(fd) \
    if (is_ours(fd)) { \
        int what = fate(); \
        if (what) \
            return what == 1 ? -1 : 0; \
    }

int fsync(int fd)
{
    SIMPLE(fd)
    return REAL(fsync)(fd);
}

int fdatasync(int fd)
{
    SIMPLE(fd)
    return REAL(fdatasync)(fd);
}

int ftruncate(int fd, off_t size)
{
    SIMPLE(fd)
    return REAL(ftruncate)(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
    SIMPLE(fd)
    return REAL(ftruncate64)(fd, size);
}

int rename(const char *from, const char *to)
{
    if (is_ours_path(to)) {
        int what = fate();
        if (what)
            return what == 1 ? -1 : 0;
    }
    return REAL(rename)(from, to);
}
