/* The least that a fan-out can cost: a bare epoll loop, one thread. epoll PORT
 *
 * Speaks as much of a WebSocket's handshake as a benchmark needs. The body of a POST is framed once and written to
 * every socket.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int viewers[65536], count;

static void publish(const char *body, size_t size) {
    uint8_t frame[65536] = {0x81};
    size_t head = 2;
    if (size < 126) frame[1] = size;
    else frame[1] = 126, frame[2] = size >> 8, frame[3] = size & 255, head = 4;
    memcpy(frame + head, body, size);
    for (int i = 0; i < count; i++)
        if (send(viewers[i], frame, head + size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) viewers[i--] = viewers[--count];
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0), poller = epoll_create1(0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 2048) < 0) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    static char data[1 << 17];
    for (;;) {
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                event.data.fd = accept(listener, NULL, NULL);
                epoll_ctl(poller, EPOLL_CTL_ADD, event.data.fd, &event);
                continue;
            }
            ssize_t got = read(fd, data, sizeof data - 1);
            if (got <= 0) {
                for (int j = 0; j < count; j++)
                    if (viewers[j] == fd) viewers[j--] = viewers[--count];
                close(fd);
                continue;
            }
            data[got] = 0;
            char *body = strstr(data, "\r\n\r\n");
            const char *answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
            if (!strncmp(data, "GET ", 4)) {
                viewers[count++] = fd;
            } else if (!strncmp(data, "POST ", 5) && body) {
                publish(body + 4, data + got - body - 4);
                answer = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
            } else {
                continue; /* a pong */
            }
            if (write(fd, answer, strlen(answer)) < 0) close(fd);
        }
    }
}
