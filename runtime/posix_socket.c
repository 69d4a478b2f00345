/* TCP sockets, which never wait: Go's choices of options, and its words for addresses. */
#include "posix.h"
#include "runtime.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union Name {
    struct sockaddr any;
    struct sockaddr_in ip4;
    struct sockaddr_in6 ip6;
} Name;

_Static_assert(sizeof(Name) <= sizeof((SocketAddress *)0)->bytes, "an address fits");

static Name name_of(const SocketAddress *a) {
    Name n = {0};
    memcpy(&n, a->bytes, sizeof n);
    return n;
}

/* An address that is not `any`. */
static void name_set(SocketAddress *a, const Name *n) {
    bool ip4 = n->any.sa_family == AF_INET;
    memset(a, 0, sizeof *a);
    a->length = ip4 ? sizeof n->ip4 : sizeof n->ip6;
    memcpy(a->bytes, n, a->length);
}

/* ---- Addresses ---- */

bool socket_address_parse(SocketAddress *a, const char *host, uint16_t port) {
    Name n = {0};
    if (!*host) {
        n.ip6.sin6_family = AF_INET6;
    } else if (inet_pton(AF_INET, host, &n.ip4.sin_addr) == 1) {
        n.ip4.sin_family = AF_INET;
    } else {
        char address[INET6_ADDRSTRLEN];
        const char *zone = strchr(host, '%');
        size_t length = zone ? (size_t)(zone - host) : strlen(host);
        if (length >= sizeof address) return false;
        memcpy(address, host, length);
        address[length] = '\0';
        n.ip6.sin6_family = AF_INET6;
        if (inet_pton(AF_INET6, address, &n.ip6.sin6_addr) != 1) return false;
        if (zone) {
            n.ip6.sin6_scope_id = if_nametoindex(zone + 1);
            if (!n.ip6.sin6_scope_id) n.ip6.sin6_scope_id = (uint32_t)atoi(zone + 1);
        }
    }
    name_set(a, &n);
    socket_address_set_port(a, port);
    a->any = !*host;
    return true;
}

/* An IPv6 address that stands for an IPv4 one becomes that. */
static void address_simplify(SocketAddress *a) {
    Name n = name_of(a), ip4 = {0};
    if (n.any.sa_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&n.ip6.sin6_addr)) return;
    ip4.ip4.sin_family = AF_INET;
    ip4.ip4.sin_port = n.ip6.sin6_port;
    memcpy(&ip4.ip4.sin_addr, n.ip6.sin6_addr.s6_addr + 12, 4);
    name_set(a, &ip4);
}

bool socket_address_is(const SocketAddress *a, SocketFamily family) {
    return family == SOCKET_ANY ||
           name_of(a).any.sa_family == (family == SOCKET_IP4 ? AF_INET : AF_INET6);
}

void socket_address_set_port(SocketAddress *a, uint16_t port) {
    Name n = name_of(a);
    bool any = a->any;
    if (n.any.sa_family == AF_INET)
        n.ip4.sin_port = htons(port);
    else
        n.ip6.sin6_port = htons(port);
    name_set(a, &n);
    a->any = any;
}

uint16_t socket_address_port(const SocketAddress *a) {
    Name n = name_of(a);
    return ntohs(n.any.sa_family == AF_INET ? n.ip4.sin_port : n.ip6.sin6_port);
}

void socket_address_host(const SocketAddress *a, char text[SOCKET_TEXT_SIZE]) {
    Name n = name_of(a);
    *text = '\0';
    if (a->any) return;
    if (n.any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &n.ip4.sin_addr, text, SOCKET_TEXT_SIZE);
    } else if (n.any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &n.ip6.sin6_addr, text, SOCKET_TEXT_SIZE);
        char zone[IF_NAMESIZE];
        size_t length = strlen(text);
        if (n.ip6.sin6_scope_id && if_indextoname(n.ip6.sin6_scope_id, zone))
            snprintf(text + length, SOCKET_TEXT_SIZE - length, "%%%s", zone);
    }
}

void socket_address_text(const SocketAddress *a, char text[SOCKET_TEXT_SIZE]) {
    char host[SOCKET_TEXT_SIZE];
    socket_address_host(a, host);
    bool brackets = strchr(host, ':');
    snprintf(text, SOCKET_TEXT_SIZE, "%s%.62s%s:%u", brackets ? "[" : "", host, brackets ? "]" : "",
             (unsigned)socket_address_port(a));
}

int socket_resolve(const char *host, SocketAddress *found, int count) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM}, *list = NULL;
    int status = getaddrinfo(host, NULL, &hints, &list);
    if (status == EAI_NONAME || status == EAI_NODATA) return 0;
    if (status != 0) return -1;
    int n = 0;
    for (struct addrinfo *at = list; at && n < count; at = at->ai_next) {
        if (at->ai_addrlen > sizeof(Name)) continue;
        Name name = {0};
        memcpy(&name, at->ai_addr, at->ai_addrlen);
        name_set(&found[n++], &name);
    }
    freeaddrinfo(list);
    return n;
}

/* What Go knows without a file; a system may have none, or fewer names in it. */
static const struct {
    const char *name;
    int port;
} services[] = {{"ftp", 21},    {"ftps", 990},  {"gopher", 70}, {"http", 80},
                {"https", 443}, {"imap2", 143}, {"imap3", 220}, {"imaps", 993},
                {"pop3", 110},  {"pop3s", 995}, {"smtp", 25},   {"submissions", 465},
                {"ssh", 22},    {"telnet", 23}};

/* Not getaddrinfo, to which " 80" is a number. */
int socket_service(const char *name) {
    char lower[64], texts[2048];
    size_t length = strlen(name);
    if (length >= sizeof lower) return -1;
    for (size_t i = 0; i <= length; i++) lower[i] = (char)tolower((unsigned char)name[i]);
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (strcmp(services[i].name, lower) == 0) return services[i].port;
    struct servent entry, *found = NULL;
    if (getservbyname_r(lower, "tcp", &entry, texts, sizeof texts, &found) != 0 || !found) return -1;
    return ntohs((uint16_t)found->s_port);
}

/* ---- Sockets ---- */

static void option_set(int fd, int level, int name, int value) {
    setsockopt(fd, level, name, &value, sizeof value);
}

static int socket_new(const SocketAddress *a, int *fd) {
    *fd = socket(name_of(a).any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return *fd < 0 ? errno : 0;
}

/* What Go sets for each connection: no delay for small writes, and a look every 15 seconds whether a
 * silent peer is still there. */
static void connection_set_up(int fd) {
    enum { IDLE = 15, PROBES = 9 };
    option_set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    option_set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    option_set(fd, IPPROTO_TCP, TCP_KEEPIDLE, IDLE);
    option_set(fd, IPPROTO_TCP, TCP_KEEPINTVL, IDLE);
    option_set(fd, IPPROTO_TCP, TCP_KEEPCNT, PROBES);
}

int socket_listen(const SocketAddress *a, bool both, int *fd, const char **call) {
    Name n = name_of(a);
    *call = "socket";
    int error = socket_new(a, fd);
    if (error) return error;
    if (n.any.sa_family == AF_INET6) option_set(*fd, IPPROTO_IPV6, IPV6_V6ONLY, !both);
    option_set(*fd, SOL_SOCKET, SO_REUSEADDR, 1);
    *call = "bind";
    int failed = bind(*fd, &n.any, a->length);
    if (!failed) {
        *call = "listen";
        failed = listen(*fd, SOMAXCONN);
    }
    if (!failed) return 0;
    error = errno;
    close(*fd);
    return error;
}

int socket_accept(int fd, int *connection) {
    do *connection = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    while (*connection < 0 && (errno == EINTR || errno == ECONNABORTED));
    if (*connection < 0) return errno == EAGAIN ? SOCKET_AGAIN : errno;
    connection_set_up(*connection);
    return 0;
}

int socket_open(const SocketAddress *a, int *fd) {
    int error = socket_new(a, fd);
    if (!error) connection_set_up(*fd);
    return error;
}

int socket_connect(int fd, const SocketAddress *a) {
    Name n = name_of(a);
    if (connect(fd, &n.any, a->length) == 0 || errno == EISCONN) return 0;
    return errno == EINPROGRESS || errno == EALREADY || errno == EINTR ? SOCKET_AGAIN : errno;
}

void socket_names(int fd, SocketAddress *local, SocketAddress *peer) {
    int (*const calls[])(int, struct sockaddr *, socklen_t *) = {getsockname, getpeername};
    SocketAddress *const ends[] = {local, peer};
    for (int i = 0; i < 2; i++) {
        Name n = {0};
        socklen_t length = sizeof n;
        if (!ends[i]) continue;
        *ends[i] = (SocketAddress){.length = 0};
        if (calls[i](fd, &n.any, &length) != 0) continue;
        name_set(ends[i], &n);
        address_simplify(ends[i]);
    }
}

int64_t socket_read(int fd, char *bytes, size_t size, int *error) {
    ssize_t n;
    do n = recv(fd, bytes, size, 0);
    while (n < 0 && errno == EINTR);
    if (n < 0) *error = errno == EAGAIN ? SOCKET_AGAIN : errno;
    return n;
}

int64_t socket_write(int fd, const char *bytes, size_t size, int *error) {
    ssize_t n;
    do n = send(fd, bytes, size, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    if (n < 0) *error = errno == EAGAIN ? SOCKET_AGAIN : errno;
    return n;
}

int socket_shutdown(int fd, PollSideKind kind) {
    return shutdown(fd, kind == POLL_READ ? SHUT_RD : SHUT_WR) == 0 ? 0 : errno;
}

void socket_set_linger(int fd, int seconds) {
    struct linger linger = {.l_onoff = seconds >= 0, .l_linger = seconds < 0 ? 0 : seconds};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void socket_close(int fd) {
    close(fd);
}
