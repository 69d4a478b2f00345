/* Streams of stdio over a descriptor that somebody may have made non-blocking. */
#include "repl/stream.h"
#include "runtime/posix.h"

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include "runtime/runtime.h"

bool stream_write(int fd, const char *text, size_t length) {
    while (length > 0) {
        ssize_t count = write(fd, text, length);
        if (count < 0 && errno == EAGAIN) {
            posix_wait_writable(fd);
        } else if (count < 0 && errno != EINTR) {
            return false;
        }
        if (count > 0) {
            text += count;
            length -= (size_t)count;
        }
    }
    return true;
}

/* A stream's state is the address of its descriptor. */
static ssize_t stream_put(void *fd, const char *text, size_t length) {
    if (stream_write(*(int *)fd, text, length)) return (ssize_t)length;
    if (errno == EPIPE) posix_pipe_end();
    return 0;
}

static int stream_seek(void *fd, off64_t *offset, int whence) {
    off64_t at = lseek64(*(int *)fd, *offset, whence);
    if (at < 0) return -1;
    *offset = at;
    return 0;
}

static FILE *stream_new(int *fd, int mode) {
    FILE *file =
        fopencookie(fd, "w", (cookie_io_functions_t){.write = stream_put, .seek = stream_seek});
    if (file) setvbuf(file, NULL, mode, BUFSIZ);
    return file;
}

void stream_take_standard(void) {
    static int out = STDOUT_FILENO, err = STDERR_FILENO;
    FILE *file = stream_new(&out, isatty(out) ? _IOLBF : _IOFBF);
    if (file) stdout = file;
    file = stream_new(&err, _IONBF);
    if (file) stderr = file;
}
