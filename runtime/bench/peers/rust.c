/* rust.c -- Rust's std, whose works are in std.rs. */
#include "peer.h"

section bench_rust_mutex;
section bench_rust_rwlock;
section bench_rust_arc;
job bench_rust_channel;
job bench_rust_sync_channel;
job bench_rust_spawn;
job bench_rust_ping_pong;

const peer peer_rust = {
    .name = "Rust std",
    .mutex = bench_rust_mutex,
    .rwlock = bench_rust_rwlock,
    .handle = bench_rust_arc,
    .unbounded = bench_rust_channel,
    .bounded = bench_rust_sync_channel,
    .spawn = bench_rust_spawn,
    .ping_pong = bench_rust_ping_pong,
};
