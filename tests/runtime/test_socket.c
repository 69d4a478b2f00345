/* Sockets: addresses as Go writes them, and connections that never wait. */
#include "runtime/posix.h"
#include "tests/runtime/world.h"

#include <errno.h>

static SocketAddress address(const char *host, uint16_t port) {
    SocketAddress a;
    assert_true(socket_address_parse(&a, host, port));
    return a;
}

static void reads_as(const SocketAddress *a, const char *expected) {
    char text[SOCKET_TEXT_SIZE];
    socket_address_text(a, text);
    assert_string_equal(text, expected);
}

static void addresses_read_as_in_go(void **state) {
    (void)state;
    static const char *const texts[][2] = {{"127.0.0.1", "127.0.0.1:80"},
                                           {"::1", "[::1]:80"},
                                           {"2001:DB8:0:0:0:0:0:1", "[2001:db8::1]:80"},
                                           {"fe80::1%lo", "[fe80::1%lo]:80"},
                                           {"", ":80"}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        SocketAddress a = address(texts[i][0], 80);
        reads_as(&a, texts[i][1]);
        assert_int_equal(socket_address_port(&a), 80);
        socket_address_set_port(&a, 0);
        assert_int_equal(socket_address_port(&a), 0);
    }
}

static void what_is_no_address_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"localhost",  "1.2.3",  "1.2.3.4.5", "01.2.3.4", "256.1.1.1", " 1.2.3.4",
                                        "1.2.3.4 ",   ":",      ":::",       "::g",      "%lo",       "1.2.3.4%lo",
                                        "[::1]"};
    SocketAddress a;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(socket_address_parse(&a, texts[i], 80));
    char longest[1000];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_false(socket_address_parse(&a, longest, 80));
}

static void families_are_told_apart(void **state) {
    (void)state;
    SocketAddress four = address("127.0.0.1", 1), six = address("::1", 1);
    assert_true(socket_address_is(&four, SOCKET_ANY) && socket_address_is(&six, SOCKET_ANY));
    assert_true(socket_address_is(&four, SOCKET_IP4) && !socket_address_is(&four, SOCKET_IP6));
    assert_true(socket_address_is(&six, SOCKET_IP6) && !socket_address_is(&six, SOCKET_IP4));
}

/* A listener, and a connection to it from both ends. */
typedef struct Line {
    int listener, near, far;
    SocketAddress at;
} Line;

static Line line_open(const char *host) {
    Line l;
    const char *call;
    SocketAddress a = address(host, 0);
    assert_int_equal(socket_listen(&a, true, &l.listener, &call), 0);
    socket_names(l.listener, &l.at, NULL);
    assert_int_equal(socket_accept(l.listener, &l.far), SOCKET_AGAIN);
    assert_int_equal(socket_open(&l.at, &l.near), 0);
    int connected;
    while ((connected = socket_connect(l.near, &l.at)) == SOCKET_AGAIN) posix_wait_writable(l.near);
    assert_int_equal(connected, 0);
    while (!posix_ready(l.listener, POLL_READ)) {
    }
    assert_int_equal(socket_accept(l.listener, &l.far), 0);
    return l;
}

static void line_close(Line *l) {
    socket_close(l->near);
    socket_close(l->far);
    socket_close(l->listener);
}

static void bytes_go_both_ways_and_nothing_waits(void **state) {
    (void)state;
    Line l = line_open("127.0.0.1");
    char bytes[10];
    int error = 0;
    assert_true(socket_read(l.near, bytes, sizeof bytes, &error) < 0);
    assert_int_equal(error, SOCKET_AGAIN);
    assert_int_equal(socket_write(l.far, "abc", 3, &error), 3);
    while (!posix_ready(l.near, POLL_READ)) {
    }
    assert_int_equal(socket_read(l.near, bytes, sizeof bytes, &error), 3);
    assert_memory_equal(bytes, "abc", 3);
    assert_int_equal(socket_shutdown(l.far, POLL_WRITE), 0);
    while (!posix_ready(l.near, POLL_READ)) {
    }
    assert_int_equal(socket_read(l.near, bytes, sizeof bytes, &error), 0);
    line_close(&l);
}

static void an_address_of_either_family_reaches_a_listener_of_both(void **state) {
    (void)state;
    SocketAddress any = address("", 0), local, peer;
    int listener, near, far;
    const char *call;
    if (socket_listen(&any, true, &listener, &call) != 0) skip(); /* a machine without IPv6 */
    socket_names(listener, &local, NULL);
    SocketAddress four = address("127.0.0.1", socket_address_port(&local));
    assert_int_equal(socket_open(&four, &near), 0);
    while (socket_connect(near, &four) == SOCKET_AGAIN) posix_wait_writable(near);
    while (socket_accept(listener, &far) == SOCKET_AGAIN) {
    }
    socket_names(far, &local, &peer);
    char expected[SOCKET_TEXT_SIZE];
    socket_address_text(&four, expected);
    reads_as(&local, expected); /* and not as an IPv6 address that stands for it */
    assert_true(socket_address_is(&peer, SOCKET_IP4));
    socket_close(near);
    socket_close(far);
    socket_close(listener);
}

static void errors_say_which_call_failed(void **state) {
    (void)state;
    Line l = line_open("127.0.0.1");
    int fd;
    const char *call;
    assert_int_equal(socket_listen(&l.at, true, &fd, &call), EADDRINUSE);
    assert_string_equal(call, "bind");
    socket_close(l.listener);
    assert_int_equal(socket_open(&l.at, &l.listener), 0);
    int error;
    while ((error = socket_connect(l.listener, &l.at)) == SOCKET_AGAIN) posix_wait_writable(l.listener);
    assert_int_equal(error, ECONNREFUSED);
    char text[100];
    posix_error_text(error, text, sizeof text);
    assert_string_equal(text, "connection refused");
    line_close(&l);
}

static void a_broken_pipe_kills_nobody(void **state) {
    (void)state;
    Line l = line_open("127.0.0.1");
    int error = 0;
    socket_shutdown(l.near, POLL_WRITE);
    assert_true(socket_write(l.near, "x", 1, &error) < 0);
    assert_int_equal(error, EPIPE);
    line_close(&l);
}

static void a_reset_reaches_the_peer(void **state) {
    (void)state;
    Line l = line_open("127.0.0.1");
    socket_set_linger(l.near, 0);
    socket_close(l.near);
    while (!posix_ready(l.far, POLL_READ)) {
    }
    char byte;
    int error = 0;
    assert_true(socket_read(l.far, &byte, 1, &error) < 0);
    assert_int_equal(error, ECONNRESET);
    socket_close(l.far);
    socket_close(l.listener);
}

static void hosts_and_services_are_found(void **state) {
    (void)state;
    SocketAddress found[4];
    assert_true(socket_resolve("localhost", found, 4) > 0);
    assert_int_equal(socket_resolve("127.0.0.1", found, 4), 1);
    assert_int_equal(socket_service("https"), 443);
    assert_int_equal(socket_service("HTTP"), 80);
    assert_int_equal(socket_service("443"), -1);
    assert_int_equal(socket_service(" 80"), -1);
    assert_int_equal(socket_service("no such service"), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_read_as_in_go),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(families_are_told_apart),
        cmocka_unit_test(bytes_go_both_ways_and_nothing_waits),
        cmocka_unit_test(an_address_of_either_family_reaches_a_listener_of_both),
        cmocka_unit_test(errors_say_which_call_failed),
        cmocka_unit_test(a_broken_pipe_kills_nobody),
        cmocka_unit_test(a_reset_reaches_the_peer),
        cmocka_unit_test(hosts_and_services_are_found),
    };
    return cmocka_run_group_tests_name("socket", tests, NULL, NULL);
}
