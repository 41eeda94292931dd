// std.rs -- the benchmark's works with Rust's std; rustc makes a library of them, rust.c names them.
use std::hint::black_box;
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, OnceLock, RwLock};
use std::thread;

extern "C" {
    fn bench_work(turns: u32);
}

const READS_PER_WRITE: usize = 63;
const ROOM: usize = 64;

static COUNTER: Mutex<u64> = Mutex::new(0);
static SETTING: RwLock<u64> = RwLock::new(0);

#[no_mangle]
pub extern "C" fn bench_rust_mutex(count: usize, inside: u32, outside: u32) {
    for _ in 0..count {
        {
            let mut n = COUNTER.lock().unwrap();
            *n += 1;
            unsafe { bench_work(inside) };
        }
        unsafe { bench_work(outside) };
    }
}

#[no_mangle]
pub extern "C" fn bench_rust_rwlock(count: usize, inside: u32, outside: u32) {
    for i in 0..count {
        if i % (READS_PER_WRITE + 1) != 0 {
            let now = SETTING.read().unwrap();
            black_box(*now);
            unsafe { bench_work(inside) };
        } else {
            let mut next = SETTING.write().unwrap();
            *next += 1;
            unsafe { bench_work(inside) };
        }
        unsafe { bench_work(outside) };
    }
}

#[no_mangle]
pub extern "C" fn bench_rust_arc(count: usize, inside: u32, outside: u32) {
    static ALL: OnceLock<Arc<Mutex<u64>>> = OnceLock::new();
    let mine = ALL.get_or_init(|| Arc::new(Mutex::new(0)));
    for _ in 0..count {
        let second = black_box(Arc::clone(mine));
        unsafe { bench_work(inside + outside) };
        drop(second);
    }
}

#[no_mangle]
pub extern "C" fn bench_rust_channel(count: usize) {
    let (out, numbers) = channel::<usize>();
    let sender = thread::spawn(move || {
        for i in 1..=count {
            out.send(i).unwrap();
        }
    });
    let last = numbers.iter().last();
    sender.join().unwrap();
    assert_eq!(last, Some(count));
}

#[no_mangle]
pub extern "C" fn bench_rust_sync_channel(count: usize) {
    let (out, numbers) = sync_channel::<usize>(ROOM);
    let sender = thread::spawn(move || {
        for i in 1..=count {
            out.send(i).unwrap();
        }
    });
    let last = numbers.iter().last();
    sender.join().unwrap();
    assert_eq!(last, Some(count));
}

#[no_mangle]
pub extern "C" fn bench_rust_spawn(count: usize) {
    for _ in 0..count {
        thread::spawn(|| ()).join().unwrap();
    }
}

fn play(table: &(Mutex<usize>, Condvar), mine: usize, count: usize) {
    for _ in 0..count {
        let mut ball = table.1.wait_while(table.0.lock().unwrap(), |ball| *ball % 2 != mine).unwrap();
        *ball += 1;
        drop(ball);
        table.1.notify_one();
    }
}

#[no_mangle]
pub extern "C" fn bench_rust_ping_pong(count: usize) {
    let table = Arc::new((Mutex::new(0), Condvar::new()));
    let second = Arc::clone(&table);
    let other = thread::spawn(move || play(&second, 1, count));
    play(&table, 0, count);
    other.join().unwrap();
}
