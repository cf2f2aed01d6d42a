/*
 * A file system with faults: loaded before libc, it counts the calls that reach the watched folder, writes down what they were, and lets one of them
 * fail with an error of choice. Calls that repeat the one before (same call, same file) count as one, so that loops which wait for a clock do not
 * move the numbers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define LOG_SIZE (4 << 20)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char watched[PATH_MAX];
static char last[2 * PATH_MAX + 64];
static char journal[LOG_SIZE];
static size_t used;
static long count, at;
static int fault;

/* Watches a folder from now on: the numbered call fails with the error; 0: none does. */
void faults_begin(const char *folder, long number, int error)
{
    pthread_mutex_lock(&lock);
    snprintf(watched, sizeof watched, "%s", folder);
    last[0] = 0;
    used = 0;
    journal[0] = 0;
    count = 0;
    at = number;
    fault = error;
    pthread_mutex_unlock(&lock);
}

/* Ends watching; returns how many calls there were. */
long faults_end(void)
{
    pthread_mutex_lock(&lock);
    watched[0] = 0;
    pthread_mutex_unlock(&lock);
    return count;
}

/* The calls of the last watch, one a line. */
const char *faults_journal(void) { return journal; }

static int below(const char *path)
{
    size_t length = strlen(watched);
    return length > 0 && strncmp(path, watched, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static void resolve(int folder, const char *path, char *whole)
{
    char link[64], base[PATH_MAX] = "";
    if (path == NULL || path[0] != '/') {
        if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        long length = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 1);
        base[length < 0 ? 0 : length] = 0;
    }
    if (path == NULL || path[0] == 0 || strcmp(path, ".") == 0) snprintf(whole, PATH_MAX, "%s", base);
    else if (path[0] == '/') snprintf(whole, PATH_MAX, "%s", path);
    else snprintf(whole, PATH_MAX, "%.*s/%s", PATH_MAX / 2, base, path);
}

/* True when the call fails; errno is set then. */
static int fails(const char *call, int folder, const char *path, int to_folder, const char *to)
{
    if (watched[0] == 0) return 0;
    int before = errno, hit = 0;
    char from[PATH_MAX], target[PATH_MAX] = "", line[2 * PATH_MAX + 64];
    resolve(folder, path, from);
    if (to != NULL) resolve(to_folder, to, target);
    /* What is elsewhere takes no lock: a signal handler that writes to its pipe may have interrupted the thread that holds it. */
    if (!below(from) && !below(target)) {
        errno = before;
        return 0;
    }
    pthread_mutex_lock(&lock);
    {
        int length = snprintf(line, sizeof line, "%s %s%s%s\n", call, from, to == NULL ? "" : " ", target);
        if (strcmp(line, last) != 0) {
            count++;
            strcpy(last, line);
            if (used + length < LOG_SIZE) { memcpy(journal + used, line, length + 1); used += length; }
            hit = count == at;
        }
    }
    pthread_mutex_unlock(&lock);
    errno = hit ? fault : before;
    return hit;
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, name)

static const char *opening(int flags)
{
    if (flags & O_CREAT) return "create";
    return (flags & O_ACCMODE) == O_RDONLY ? "open" : "open-to-write";
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
    mode_t mode = 0; if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    REAL(int, #name, const char *, int, ...); \
    return fails(opening(flags), AT_FDCWD, path, 0, NULL) ? -1 : real(path, flags, mode); }
OPEN(open)
OPEN(open64)

#define OPENAT(name) int name(int folder, const char *path, int flags, ...) { \
    mode_t mode = 0; if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    REAL(int, #name, int, const char *, int, ...); \
    return fails(opening(flags), folder, path, 0, NULL) ? -1 : real(folder, path, flags, mode); }
OPENAT(openat)
OPENAT(openat64)

#define ON_FILE(type, call, name, declared, passed, ...) type name declared { \
    REAL(type, #name, __VA_ARGS__); return fails(call, file, NULL, 0, NULL) ? -1 : real passed; }
ON_FILE(ssize_t, "write", write, (int file, const void *bytes, size_t length), (file, bytes, length), int, const void *, size_t)
ON_FILE(ssize_t, "write", pwrite, (int file, const void *bytes, size_t length, off_t offset), (file, bytes, length, offset), int, const void *, size_t, off_t)
ON_FILE(ssize_t, "write", pwrite64, (int file, const void *bytes, size_t length, off64_t offset), (file, bytes, length, offset), int, const void *, size_t, off64_t)
ON_FILE(ssize_t, "read", read, (int file, void *bytes, size_t length), (file, bytes, length), int, void *, size_t)
ON_FILE(ssize_t, "read", pread, (int file, void *bytes, size_t length, off_t offset), (file, bytes, length, offset), int, void *, size_t, off_t)
ON_FILE(ssize_t, "read", pread64, (int file, void *bytes, size_t length, off64_t offset), (file, bytes, length, offset), int, void *, size_t, off64_t)
ON_FILE(int, "sync", fsync, (int file), (file), int)
ON_FILE(int, "sync", fdatasync, (int file), (file), int)
ON_FILE(int, "sync-all", syncfs, (int file), (file), int)
ON_FILE(int, "truncate", ftruncate, (int file, off_t length), (file, length), int, off_t)
ON_FILE(int, "truncate", ftruncate64, (int file, off64_t length), (file, length), int, off64_t)
ON_FILE(int, "mode", fchmod, (int file, mode_t mode), (file, mode), int, mode_t)
ON_FILE(int, "owner", fchown, (int file, uid_t user, gid_t group), (file, user, group), int, uid_t, gid_t)
ON_FILE(int, "touch", futimens, (int file, const struct timespec times[2]), (file, times), int, const struct timespec *)

#define ON_PATH(call, name, declared, passed, folder, ...) int name declared { \
    REAL(int, #name, __VA_ARGS__); return fails(call, folder, path, 0, NULL) ? -1 : real passed; }
ON_PATH("remove", unlink, (const char *path), (path), AT_FDCWD, const char *)
ON_PATH("remove", rmdir, (const char *path), (path), AT_FDCWD, const char *)
ON_PATH("remove", unlinkat, (int folder, const char *path, int flags), (folder, path, flags), folder, int, const char *, int)
ON_PATH("folder", mkdir, (const char *path, mode_t mode), (path, mode), AT_FDCWD, const char *, mode_t)
ON_PATH("folder", mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode), folder, int, const char *, mode_t)
ON_PATH("mode", chmod, (const char *path, mode_t mode), (path, mode), AT_FDCWD, const char *, mode_t)
ON_PATH("look", statx, (int folder, const char *path, int flags, unsigned mask, struct statx *state), (folder, path, flags, mask, state), folder, int, const char *, int, unsigned, struct statx *)

int symlinkat(const char *target, int folder, const char *path)
{
    REAL(int, "symlinkat", const char *, int, const char *);
    return fails("link", folder, path, 0, NULL) ? -1 : real(target, folder, path);
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *);
    return fails("rename", AT_FDCWD, from, AT_FDCWD, to) ? -1 : real(from, to);
}

int renameat(int folder, const char *from, int to_folder, const char *to)
{
    REAL(int, "renameat", int, const char *, int, const char *);
    return fails("rename", folder, from, to_folder, to) ? -1 : real(folder, from, to_folder, to);
}

int link(const char *from, const char *to)
{
    REAL(int, "link", const char *, const char *);
    return fails("rename", AT_FDCWD, from, AT_FDCWD, to) ? -1 : real(from, to);
}
