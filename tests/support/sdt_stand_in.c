/*
 * A small SDT library for tests: it speaks GA 450 frames on the serial port `id-reader` in its own folder, whatever port
 * number it is given, and obeys orders laid beside it. `orders/SDT_ReadBaseMsg` with one line in it is obeyed, and taken
 * away, by the next call of that function:
 *
 *   hang          never returns
 *   crash         ends the process with SIGSEGV
 *   status N      returns N without asking the reader
 *   lengths A B   does its work, then says that it wrote A bytes of text and B of photo
 *   overlong      writes 60,000 bytes into the first buffer, then does its work
 *   garbage       does its work, then turns the text into noise
 *   shout         writes on standard output and error, then does its work
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { OK = 0x90, NO_PORT = 0x01, TIMEOUT = 0x02, DAMAGED = 0x03, LARGEST = 4096, FIRST_BYTE_MS = 300, GAP_MS = 100 };

static const unsigned char PREAMBLE[5] = {0xAA, 0xAA, 0xAA, 0x96, 0x69};
static int port_fd = -1;

struct order {
    char kind[16];
    unsigned long first, second;
};

static void beside(char *path, size_t room, const char *folder, const char *name) {
    Dl_info here;
    dladdr((void *)beside, &here);
    const char *slash = strrchr(here.dli_fname, '/');
    snprintf(path, room, "%.*s/%s%s", (int)(slash - here.dli_fname), here.dli_fname, folder, name);
}

static struct order obey(const char *function) {
    struct order order = {"", 0, 0};
    char path[4096], line[64] = "";
    beside(path, sizeof path, "orders/", function);
    FILE *file = fopen(path, "r");
    if (!file) return order;
    if (fgets(line, sizeof line, file)) sscanf(line, "%15s %lu %lu", order.kind, &order.first, &order.second);
    fclose(file);
    unlink(path);
    if (!strcmp(order.kind, "hang"))
        for (;;) pause();
    if (!strcmp(order.kind, "crash")) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (!strcmp(order.kind, "shout")) {
        printf("a vendor's greeting\n");
        fflush(stdout);
        fprintf(stderr, "a vendor's complaint\n");
    }
    return order;
}

static int is(const struct order *order, const char *kind) { return !strcmp(order->kind, kind); }

static int let_go(void) {
    if (port_fd >= 0) close(port_fd);
    port_fd = -1;
    return NO_PORT;
}

static int take_port(void) {
    char path[4096];
    struct termios line;
    let_go();
    beside(path, sizeof path, "", "id-reader");
    port_fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (port_fd < 0 || tcgetattr(port_fd, &line)) return let_go();
    cfmakeraw(&line);
    cfsetspeed(&line, B115200);
    if (tcsetattr(port_fd, TCSANOW, &line)) return let_go();
    return OK;
}

/* Bytes that came, 0 for silence, -1 for a port that is gone. */
static int hear(unsigned char *into, int room, int wait_ms) {
    struct pollfd waiting = {port_fd, POLLIN, 0};
    int ready = poll(&waiting, 1, wait_ms);
    if (ready == 0) return 0;
    int count = ready < 0 ? -1 : (int)read(port_fd, into, room);
    return count > 0 ? count : -1;
}

/* One command; the data behind the status come into `data`. Returns SW3, or 01 to 03. */
static int exchange(unsigned char command, unsigned char parameter, unsigned char *data, int *length) {
    unsigned char request[] = {0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 3, command, parameter, 3 ^ command ^ parameter};
    unsigned char held[LARGEST];
    int got = 0;
    *length = 0;
    if (port_fd < 0) return NO_PORT;
    tcflush(port_fd, TCIFLUSH);
    if (write(port_fd, request, sizeof request) != sizeof request) return let_go();
    for (;;) {
        int count = hear(held + got, LARGEST - got, got ? GAP_MS : FIRST_BYTE_MS);
        if (count < 0) return let_go();
        if (count == 0) return got ? DAMAGED : TIMEOUT;
        got += count;
        if (got >= 7 && memcmp(held, PREAMBLE, sizeof PREAMBLE)) return DAMAGED;
        int counted = got >= 7 ? held[5] << 8 | held[6] : LARGEST;
        if (got >= 7 && (counted < 4 || counted + 7 > LARGEST)) return DAMAGED;
        if (got < 7 || got < counted + 7) continue;
        unsigned char sum = 0;
        for (int place = 5; place < counted + 7; place++) sum ^= held[place];
        if (sum) return DAMAGED;
        *length = counted - 4;
        memcpy(data, held + 10, *length);
        return held[9];
    }
}

static int ask(const char *function, unsigned char command, unsigned char parameter, unsigned char *into, int room) {
    struct order order = obey(function);
    unsigned char data[LARGEST];
    int length;
    if (is(&order, "status")) return (int)order.first;
    if (is(&order, "overlong") && into) memset(into, 0xEE, 60000);
    int status = exchange(command, parameter, data, &length);
    if (into) memcpy(into, data, length < room ? length : room);
    return status;
}

int SDT_OpenPort(int port) {
    struct order order = obey("SDT_OpenPort");
    if (is(&order, "status")) return (int)order.first;
    if (!((port >= 1 && port <= 16) || (port >= 1001 && port <= 1016))) return NO_PORT;
    return take_port();
}

int SDT_ClosePort(int port) {
    (void)port;
    obey("SDT_ClosePort");
    let_go();
    return OK;
}

int SDT_GetSAMStatus(int port, int if_open) {
    (void)port, (void)if_open;
    return ask("SDT_GetSAMStatus", 0x11, 0xFF, NULL, 0);
}

int SDT_ResetSAM(int port, int if_open) {
    (void)port, (void)if_open;
    return ask("SDT_ResetSAM", 0x10, 0xFF, NULL, 0);
}

#ifndef ONLY_TEXT
int SDT_GetSAMID(int port, unsigned char *id, int if_open) {
    (void)port, (void)if_open;
    return ask("SDT_GetSAMID", 0x12, 0xFF, id, 16);
}
#endif

int SDT_GetSAMIDToStr(int port, char *id, int if_open) {
    unsigned char raw[16] = {0};
    unsigned short head[2];
    unsigned int tail[3];
    (void)port, (void)if_open;
    int status = ask("SDT_GetSAMIDToStr", 0x12, 0xFF, raw, 16);
    memcpy(head, raw, 4);
    memcpy(tail, raw + 4, 12);
    if (status == OK) sprintf(id, "%02u.%02u-%u-%010u-%010u", head[0], head[1], tail[0], tail[1], tail[2]);
    return status;
}

int SDT_StartFindIDCard(int port, unsigned char *manage_info, int if_open) {
    (void)port, (void)if_open;
    return ask("SDT_StartFindIDCard", 0x20, 0x01, manage_info, 4);
}

int SDT_SelectIDCard(int port, unsigned char *manage_message, int if_open) {
    (void)port, (void)if_open;
    return ask("SDT_SelectIDCard", 0x20, 0x02, manage_message, 8);
}

static int read_text_and_photo(const char *function, unsigned char *text, unsigned int *text_length,
                               unsigned char *photo, unsigned int *photo_length) {
    struct order order = obey(function);
    unsigned char data[LARGEST];
    int length;
    if (is(&order, "status")) return (int)order.first;
    if (is(&order, "overlong")) memset(text, 0xEE, 60000);
    int status = exchange(0x30, 0x01, data, &length);
    if (status != OK || length < 4) return status;
    *text_length = data[0] << 8 | data[1];
    *photo_length = data[2] << 8 | data[3];
    memcpy(text, data + 4, *text_length);
    memcpy(photo, data + 4 + *text_length, *photo_length);
    if (is(&order, "garbage"))
        for (unsigned int place = 0; place < *text_length; place++) text[place] = (unsigned char)(place * 151 + 7);
    if (is(&order, "lengths")) {
        *text_length = (unsigned int)order.first;
        *photo_length = (unsigned int)order.second;
    }
    return status;
}

#ifndef ONLY_FINGERPRINTS
int SDT_ReadBaseMsg(int port, unsigned char *text, unsigned int *text_length, unsigned char *photo,
                    unsigned int *photo_length, int if_open) {
    (void)port, (void)if_open;
    return read_text_and_photo("SDT_ReadBaseMsg", text, text_length, photo, photo_length);
}
#endif

int SDT_ReadBaseFPMsg(int port, unsigned char *text, unsigned int *text_length, unsigned char *photo,
                      unsigned int *photo_length, unsigned char *fingers, unsigned int *fingers_length, int if_open) {
    (void)port, (void)if_open;
    memset(fingers, 0x5A, 1024);
    *fingers_length = 1024;
    return read_text_and_photo("SDT_ReadBaseFPMsg", text, text_length, photo, photo_length);
}

#ifndef WITHOUT_NEWEST_ADDRESS
int SDT_ReadNewAppMsg(int port, unsigned char *address, unsigned int *length, int if_open) {
    struct order order = obey("SDT_ReadNewAppMsg");
    unsigned char data[LARGEST];
    int got;
    (void)port, (void)if_open;
    if (is(&order, "status")) return (int)order.first;
    int status = exchange(0x30, 0x03, data, &got);
    if (status != OK) return status;
    memcpy(address, data, got);
    *length = is(&order, "lengths") ? (unsigned int)order.first : (unsigned int)got;
    return status;
}
#endif
