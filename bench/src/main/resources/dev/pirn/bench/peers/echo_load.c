// Drives an echo server from one thread and checks every byte that comes back.
// usage: echo_load PORT CONNECTIONS BYTES RATE WARM_UP_MILLIS MILLIS
// RATE 0: each connection sends its next message when the last one is back (closed loop). Otherwise so many messages a second
// are due, in turn on all connections, and a latency counts from when its message was due, sent or not (open loop).
// Prints "begin" and "end" around what it measures, then "errors N" and the histogram, "NANOS COUNT" a line.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS = 256, FINE_BITS = 7, FINE = 1 << FINE_BITS, BUCKETS = 64 * FINE };
#define SECOND 1000000000ull

typedef struct {
    int descriptor, busy;
    size_t sent, received;
    uint64_t since;          // when the message that is under way was due, or sent
    uint64_t issued, begun;  // open loop: how many messages were due so far, and how many of them were sent
} connection;

static int connections, epoll;
static size_t bytes;
static uint64_t rate, start, measured_from, end, errors;
static char *message, *reply;
static connection *all;
static uint64_t histogram[BUCKETS];

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * SECOND + time.tv_nsec;
}

// Below FINE a bucket a nanosecond, above it FINE buckets for each power of two: less than 1 % of error.
static int bucket(uint64_t nanos) {
    if (nanos < FINE) return nanos;
    int power = 63 - __builtin_clzll(nanos) - FINE_BITS;
    return power * FINE + (nanos >> power);
}

static uint64_t nanos_of(int bucket) {
    if (bucket < 2 * FINE) return bucket;
    int power = bucket / FINE - 1;
    return (uint64_t)(bucket - power * FINE) << power;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void open_connection(int index, int port) {
    int one = 1, descriptor = socket(AF_INET, SOCK_STREAM, 0);
    // a local address has some 28,000 ports
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + index / 20000)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (descriptor < 0) fail("socket");
    if (index >= 20000 && bind(descriptor, (struct sockaddr *)&from, sizeof from) < 0) fail("bind");
    if (connect(descriptor, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    all[index] = (connection){.descriptor = descriptor};
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u32 = index};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

// When the n-th message of all is due.
static uint64_t due(uint64_t n) { return start + (uint64_t)(n * (double)SECOND / rate); }

// Begins the next message if there is one.
static int begin(connection *c, uint64_t time) {
    if (c->busy) return 0;
    if (rate) {
        if (c->begun == c->issued) return 0;
        c->since = due((uint64_t)(c - all) + c->begun++ * connections);
    } else {
        c->since = time;
    }
    c->busy = 1;
    c->sent = c->received = 0;
    return 1;
}

static void complete(connection *c) {
    uint64_t time = now();
    if (c->since >= measured_from && time < end) histogram[bucket(time - c->since)]++;
    c->busy = 0;
    begin(c, time);
}

static void broken(connection *c) {
    errors++;
    epoll_ctl(epoll, EPOLL_CTL_DEL, c->descriptor, NULL);
    c->busy = 2; // never idle again
}

// 1 if something went, 0 if the socket is full, -1 if it is broken.
static int send_some(connection *c) {
    ssize_t sent = write(c->descriptor, message + c->sent, bytes - c->sent);
    if (sent < 0) return errno == EAGAIN ? 0 : -1;
    c->sent += sent;
    return 1;
}

static int receive_some(connection *c) {
    ssize_t got = read(c->descriptor, reply, bytes - c->received);
    if (got < 0) return errno == EAGAIN ? 0 : -1;
    if (got == 0 || memcmp(reply, message + c->received, got)) return -1;
    c->received += got;
    return 1;
}

// Goes on until the socket has nothing more to give or to take. A message that went out whole is not read at once: its
// reply raises an event.
static void pump(connection *c) {
    while (c->busy == 1) {
        int wrote = 0, got = 0;
        if (c->sent < bytes) {
            wrote = send_some(c);
            if (wrote > 0 && c->sent == bytes && c->received == 0) return;
        }
        if (wrote >= 0 && c->received < bytes && c->sent > 0) got = receive_some(c);
        if (wrote < 0 || got < 0) return broken(c);
        if (c->received == bytes) complete(c);
        else if (!wrote && !got) return;
    }
}

// Lets due messages begin; answers when the next one is due.
static uint64_t issue(uint64_t *issued, uint64_t time) {
    while (due(*issued) <= time) {
        connection *c = &all[(*issued)++ % connections];
        c->issued++;
        if (begin(c, time)) pump(c);
    }
    return due(*issued);
}

static int await_events(struct epoll_event *events, uint64_t until) {
    if (!rate) return epoll_wait(epoll, events, EVENTS, 100);
    uint64_t time = now();
    struct timespec wait = {.tv_nsec = until > time ? until - time : 0};
    struct pollfd poll = {.fd = epoll, .events = POLLIN};
    if (until - time >= SECOND) wait.tv_nsec = SECOND / 10;
    if (until > time && ppoll(&poll, 1, &wait, NULL) == 0) return 0;
    return epoll_wait(epoll, events, EVENTS, 0);
}

static void run(void) {
    struct epoll_event events[EVENTS];
    uint64_t issued = 0, next = 0, time = start;
    int has_begun = 0;
    if (!rate) {
        for (int i = 0; i < connections; i++) {
            begin(&all[i], start);
            pump(&all[i]);
        }
    }
    while (time < end) {
        if (rate) next = issue(&issued, time);
        int count = await_events(events, next);
        for (int i = 0; i < count; i++) pump(&all[events[i].data.u32]);
        time = now();
        if (!has_begun && time >= measured_from) {
            has_begun = 1;
            puts("begin");
            fflush(stdout);
        }
    }
    puts("end");
    fflush(stdout);
    // What was due in time and is not back counts, with the time it has waited at least.
    for (int i = 0; rate && i < connections; i++)
        for (connection *c = &all[i]; c->busy || c->begun < c->issued; c->busy = 0) {
            uint64_t since = c->busy ? c->since : due((uint64_t)i + c->begun++ * connections);
            if (since >= measured_from && since < time) histogram[bucket(time - since)]++;
        }
}

int main(int count, char **arguments) {
    if (count != 7) {
        fprintf(stderr, "usage: %s PORT CONNECTIONS BYTES RATE WARM_UP_MILLIS MILLIS\n", arguments[0]);
        return 2;
    }
    connections = atoi(arguments[2]);
    bytes = strtoul(arguments[3], NULL, 10);
    rate = strtoull(arguments[4], NULL, 10);
    message = malloc(bytes);
    reply = malloc(bytes);
    for (size_t i = 0; i < bytes; i++) message[i] = (char)(i * 7 + i / 251);
    all = calloc(connections, sizeof *all);
    epoll = epoll_create1(0);
    for (int i = 0; i < connections; i++) open_connection(i, atoi(arguments[1]));
    start = now();
    measured_from = start + strtoull(arguments[5], NULL, 10) * 1000000;
    end = measured_from + strtoull(arguments[6], NULL, 10) * 1000000;
    run();
    printf("errors %llu\n", (unsigned long long)errors);
    for (int i = 0; i < BUCKETS; i++)
        if (histogram[i]) printf("%llu %llu\n", (unsigned long long)nanos_of(i), (unsigned long long)histogram[i]);
    return 0;
}
