/* Ends the process that is about to rename something onto an index, while the file named by
   KILL_BEFORE_RENAME exists: what a crash at that moment leaves behind. Everything else goes on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int onto_an_index(const char *to) {
    static const char end[] = "/sessions.json";
    size_t length = strlen(to), tail = sizeof end - 1;
    return length >= tail && strcmp(to + length - tail, end) == 0;
}

int rename(const char *from, const char *to) {
    const char *armed = getenv("KILL_BEFORE_RENAME");
    if (armed && onto_an_index(to) && access(armed, F_OK) == 0) {
        kill(getpid(), SIGKILL);
    }
    return (int) syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
