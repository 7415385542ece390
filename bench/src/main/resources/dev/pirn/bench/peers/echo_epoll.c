// The floor under every echo server: one thread, epoll, no library. usage: echo_epoll PORT
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, BYTES = 64 * 1024 };

static char buffer[BYTES];
static int epoll;

static void watch(int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static int listen_at(int port) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 4096) < 0) {
        perror("echo_epoll");
        exit(1);
    }
    return listener;
}

static void take_connection(int listener) {
    int one = 1, connection = accept(listener, NULL, NULL);
    if (connection < 0) return;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    watch(connection);
}

// The sockets block: a peer that does not read holds up the others. A load generator always reads.
static void echo(int connection) {
    ssize_t got = read(connection, buffer, BYTES);
    for (ssize_t sent = 0; sent < got;) {
        ssize_t part = write(connection, buffer + sent, got - sent);
        if (part < 0) got = -1;
        else sent += part;
    }
    if (got <= 0) close(connection);
}

int main(int count, char **arguments) {
    int listener = listen_at(count > 1 ? atoi(arguments[1]) : 0);
    struct epoll_event events[EVENTS];
    epoll = epoll_create1(0);
    watch(listener);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd == listener) take_connection(listener);
            else echo(events[i].data.fd);
        }
    }
}
