// What tokio's tasks cost, on its current-thread runtime. usage: micro_tokio COUNT
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, Mutex, Semaphore};
use tokio::task::{spawn, yield_now};
use tokio::time::sleep;

const ROUNDS: u32 = 3;

/// Times all runs but the first.
async fn measure<W, F>(name: &str, operations: u32, work: W)
where
    W: Fn() -> F + Send,
    F: Future<Output = ()> + Send,
{
    work().await;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work().await;
        let each = start.elapsed().as_nanos() as f64 / f64::from(operations);
        println!("{name} {each:.1} ns");
    }
}

async fn switches(count: u32) {
    let body = move || async move {
        for _ in 0..count {
            yield_now().await;
        }
    };
    let (first, second) = (spawn(body()), spawn(body()));
    first.await.unwrap();
    second.await.unwrap();
}

async fn spawn_and_await(count: u32) {
    for _ in 0..count {
        spawn(async { 1 }).await.unwrap();
    }
}

async fn gather_thousands(count: u32) {
    for _ in 0..count / 1000 {
        let tasks: Vec<_> = (0..1000).map(|_| spawn(async { 1 })).collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
}

async fn hand_off(count: u32) {
    let (give, mut take) = mpsc::channel(1);
    spawn(async move {
        for i in 0..count {
            give.send(i).await.unwrap();
        }
    });
    while take.recv().await.is_some() {}
}

async fn put_and_get(count: u32) {
    let (give, mut take) = mpsc::channel(16);
    for i in 0..count {
        give.send(i).await.unwrap();
        take.recv().await.unwrap();
    }
}

async fn locks(count: u32) {
    let lock = Mutex::new(0);
    for _ in 0..count {
        *lock.lock().await += 1;
    }
}

async fn permits(count: u32) {
    let semaphore = Semaphore::new(1);
    for _ in 0..count {
        drop(semaphore.acquire().await.unwrap());
    }
}

/// A sleep is registered when it is first polled, and taken out again when it is dropped.
async fn timers(count: u32) {
    let mut pending = Vec::with_capacity(count as usize);
    for i in 0..count {
        let mut timer = Box::pin(sleep(Duration::from_secs(3600) + Duration::from_micros(u64::from(i))));
        tokio::select! { biased; _ = &mut timer => {}, _ = std::future::ready(()) => {} }
        pending.push(timer);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let count: u32 = std::env::args().nth(1).expect("COUNT").parse().expect("a number");
    spawn(all(count)).await.unwrap(); // as a task among tasks: the runtime's own future wakes up through the system
}

async fn all(count: u32) {
    // The driver knows of an earlier timer, as in a program that runs: else it would be woken, by a system call, for each.
    spawn(sleep(Duration::from_secs(1800)));
    sleep(Duration::from_millis(1)).await;
    measure("switch", 2 * count, || switches(count)).await;
    measure("spawn_await", count, || spawn_and_await(count)).await;
    measure("gather_1000_per_task", count, || gather_thousands(count)).await;
    measure("queue_1_handoff", count, || hand_off(count)).await;
    measure("queue_put_get", count, || put_and_get(count)).await;
    measure("lock", count, || locks(count)).await;
    measure("semaphore", count, || permits(count)).await;
    measure("timer_schedule_cancel", count, || timers(count)).await;
}
