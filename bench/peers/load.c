/* Many cheap WebSocket readers: load HOST PORT PATH COUNT [FIRST] [STALLED]
 *
 * Connects COUNT sockets with a browser's usual headers, sends the text FIRST on each, and says "connected" once every
 * handshake is over. Then it reads commands, a line each: "start" (forget what was counted), "report" (a line of JSON).
 * It ends with its standard input. The last STALLED sockets are never read again after their handshake.
 *
 * A frame counts for each "sent":NANOSECONDS (CLOCK_MONOTONIC) in it, and its "seq":NUMBER must be the socket's last
 * plus one: what is missing, doubled or out of order is counted. Everything else ("other") is passed over; pings are
 * answered.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 50, PIECE = 1 << 18, BUCKETS = 200000, BUCKET_NS = 100000 };

struct socket_state {
    int fd, open, dead;
    long last;
    uint8_t *held;
    size_t have;
};

static struct socket_state *sockets;
static long frames, other, missing, doubled, closed, opened, begun, count, stalled;
static uint32_t histogram[BUCKETS + 1];
static int poller;
static struct sockaddr_in address;
static char request[4096], first[4096];
static size_t first_size;

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void die(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void begin(void) {
    struct socket_state *s = &sockets[begun++];
    s->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (s - sockets >= count - stalled) { /* as far away as the internet is, or the kernel would hold megabytes for it */
        int small = 4096, segment = 1460;
        setsockopt(s->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        setsockopt(s->fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    }
    if (s->fd < 0 || connect(s->fd, (struct sockaddr *)&address, sizeof address) < 0) die("connect");
    if (write(s->fd, request, strlen(request)) < 0) die("write");
    fcntl(s->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = s};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, s->fd, &event) < 0) die("epoll_ctl");
}

static void answer(struct socket_state *s, int opcode, const uint8_t *payload, size_t size) {
    uint8_t out[4200] = {0x80 | opcode};
    size_t at = 2;
    if (size < 126) {
        out[1] = 0x80 | size;
    } else {
        out[1] = 0x80 | 126, out[2] = size >> 8, out[3] = size & 255, at = 4;
    }
    memset(out + at, 0, 4); /* a mask of zeros changes nothing */
    memcpy(out + at + 4, payload, size);
    if (write(s->fd, out, at + 4 + size) < 0 && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET) die("write");
}

static void take(struct socket_state *s, const uint8_t *payload, size_t size, int64_t now) {
    const uint8_t *at = payload, *end = payload + size;
    long found = 0;
    while ((at = memmem(at, end - at, "\"sent\":", 7))) {
        int64_t took = now - strtoll((const char *)at + 7, NULL, 10);
        const uint8_t *seq = memmem(payload, end - payload, "\"seq\":", 6);
        if (!seq) break;
        long number = strtol((const char *)seq + 6, NULL, 10);
        payload = seq + 6;
        if (at < payload) at = payload; else at += 7;
        if (s->last >= 0) {
            if (number <= s->last) doubled++;
            else missing += number - s->last - 1;
        }
        if (number > s->last) s->last = number;
        int64_t bucket = took / BUCKET_NS;
        histogram[bucket < 0 ? 0 : bucket > BUCKETS ? BUCKETS : bucket]++;
        frames++, found++;
    }
    if (!found) other++;
}

static void gone(struct socket_state *s) {
    if (s->dead) return;
    s->dead = 1, closed++;
    close(s->fd);
    if (!s->open) fprintf(stderr, "load: a handshake failed\n"), exit(1);
}

/* Read what is whole of `data`; how much that was. */
static size_t consume(struct socket_state *s, const uint8_t *data, size_t size, int64_t now) {
    size_t at = 0;
    if (!s->open) {
        const uint8_t *end = memmem(data, size, "\r\n\r\n", 4);
        if (!end) return 0;
        if (memcmp(data, "HTTP/1.1 101", 12)) {
            fprintf(stderr, "load: %.*s\n", (int)(end - data), data);
            exit(1);
        }
        at = end + 4 - data;
        s->open = 1, opened++;
        if (first_size) answer(s, 1, (uint8_t *)first, first_size);
        if (begun < count) begin();
        if (opened == count) puts("connected"), fflush(stdout);
        if (s - sockets >= count - stalled) epoll_ctl(poller, EPOLL_CTL_DEL, s->fd, NULL);
    }
    while (size - at >= 2) {
        const uint8_t *f = data + at;
        size_t head = 2, length = f[1] & 127;
        if (length == 126) head = 4;
        else if (length == 127) head = 10;
        if (size - at < head) break;
        if (head > 2) {
            length = 0;
            for (size_t i = 2; i < head; i++) length = length << 8 | f[i];
        }
        if (size - at < head + length) break;
        switch (f[0] & 15) {
        case 1: case 2:
            if (length <= 3 && f[head] == '{') answer(s, 1, f + head, length); /* Centrifugo's own ping */
            else take(s, f + head, length, now);
            break;
        case 9: answer(s, 10, f + head, length); break;
        case 8: gone(s); return size;
        }
        at += head + length;
    }
    return at;
}

static void readable(struct socket_state *s) {
    static uint8_t piece[PIECE + 1];
    if (s->dead) return;
    if (s->have) memcpy(piece, s->held, s->have);
    ssize_t got = read(s->fd, piece + s->have, PIECE - s->have);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) return;
        gone(s);
        return;
    }
    size_t size = s->have + got;
    piece[size] = 0;
    size_t used = consume(s, piece, size, now_ns());
    s->have = size - used;
    if (s->have) {
        s->held = realloc(s->held, s->have);
        memcpy(s->held, piece + used, s->have);
    }
}

static double percentile(double part) {
    long rank = part * (frames - 1), seen = 0;
    for (int i = 0; i <= BUCKETS; i++) {
        seen += histogram[i];
        if (seen > rank) return (i + 0.5) * BUCKET_NS / 1e6;
    }
    return 0;
}

static void command(const char *line) {
    if (!strncmp(line, "start", 5)) {
        frames = other = missing = doubled = 0;
        memset(histogram, 0, sizeof histogram);
        puts("started");
    } else {
        printf("{\"frames\":%ld,\"other\":%ld,\"missing\":%ld,\"doubled\":%ld,\"closed\":%ld,"
               "\"p50\":%.2f,\"p99\":%.2f,\"worst\":%.2f}\n",
               frames, other, missing, doubled, closed, percentile(0.5), percentile(0.99), percentile(1));
    }
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc < 5) return fprintf(stderr, "load HOST PORT PATH COUNT [FIRST] [STALLED]\n"), 2;
    count = atol(argv[4]);
    if (argc > 5) first_size = strlen(strcpy(first, argv[5]));
    if (argc > 6) stalled = atol(argv[6]);
    address.sin_family = AF_INET;
    address.sin_port = htons(atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &address.sin_addr);
    snprintf(request, sizeof request,
             "GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
             "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
             "Safari/537.36\r\nUpgrade: websocket\r\nOrigin: http://%s:%s\r\nSec-WebSocket-Version: 13\r\n"
             "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en-US;q=0.9,en;q=0.8,de;q=0.7\r\n"
             "Cookie: theme=dark; consent=necessary; csrftoken=8cJ0vWmVqJ2vXQ1zq3ZlYk1sT0b9p8aF\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; "
             "client_max_window_bits\r\n\r\n",
             argv[3], argv[1], argv[2], argv[1], argv[2]);
    sockets = calloc(count, sizeof *sockets);
    for (long i = 0; i < count; i++) sockets[i].last = -1;
    poller = epoll_create1(0);
    struct epoll_event stdin_event = {.events = EPOLLIN, .data.ptr = NULL}, events[512];
    if (epoll_ctl(poller, EPOLL_CTL_ADD, 0, &stdin_event) < 0) die("stdin");
    while (begun < count && begun < AT_ONCE) begin();
    for (;;) {
        int ready = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.ptr) {
                readable(events[i].data.ptr);
                continue;
            }
            char line[64];
            ssize_t got = read(0, line, sizeof line - 1);
            if (got <= 0) return 0;
            line[got] = 0;
            command(line);
        }
    }
}
