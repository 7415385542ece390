// What Go's goroutines cost, on one processor. usage: micro COUNT
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const sleepers = 100000
const rounds = 3

var count int

// measure times all runs but the first.
func measure(name string, operations int, work func()) {
	work()
	for round := 0; round < rounds; round++ {
		start := time.Now()
		work()
		fmt.Printf("%s %.1f ns\n", name, float64(time.Since(start).Nanoseconds())/float64(operations))
	}
}

func together(bodies ...func()) {
	var all sync.WaitGroup
	all.Add(len(bodies))
	for _, body := range bodies {
		body := body
		go func() { body(); all.Done() }()
	}
	all.Wait()
}

func yieldOften() {
	for i := 0; i < count; i++ {
		runtime.Gosched()
	}
}

func spawnAndAwait() {
	done := make(chan int)
	for i := 0; i < count; i++ {
		go func() { done <- 1 }()
		<-done
	}
}

func gatherThousands() {
	for i := 0; i < count/1000; i++ {
		var all sync.WaitGroup
		all.Add(1000)
		for k := 0; k < 1000; k++ {
			go all.Done()
		}
		all.Wait()
	}
}

func handOff() {
	queue := make(chan int, 1)
	together(func() {
		for i := 0; i < count; i++ {
			queue <- i
		}
	}, func() {
		for i := 0; i < count; i++ {
			<-queue
		}
	})
}

func rendezvous() {
	queue := make(chan int)
	together(func() {
		for i := 0; i < count; i++ {
			queue <- i
		}
	}, func() {
		for i := 0; i < count; i++ {
			<-queue
		}
	})
}

func putAndGet() {
	queue := make(chan int, 16)
	for i := 0; i < count; i++ {
		queue <- i
		<-queue
	}
}

var mutex sync.Mutex
var guarded int

func locks() {
	for i := 0; i < count; i++ {
		mutex.Lock()
		guarded++
		mutex.Unlock()
	}
}

// A channel with a place for each permit is what Go's semaphores are.
func permits() {
	semaphore := make(chan struct{}, 1)
	for i := 0; i < count; i++ {
		semaphore <- struct{}{}
		guarded++
		<-semaphore
	}
}

func timers() {
	pending := make([]*time.Timer, count)
	for i := range pending {
		pending[i] = time.AfterFunc(time.Hour+time.Duration(i)*time.Microsecond, func() {})
	}
	for _, timer := range pending {
		timer.Stop()
	}
}

func inUse() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapInuse + stats.StackInuse
}

func sleeperMemory() {
	before := inUse()
	for i := 0; i < sleepers; i++ {
		go time.Sleep(time.Hour)
	}
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
	fmt.Printf("sleeper_memory %d bytes\n", (inUse()-before)/sleepers)
}

func main() {
	runtime.GOMAXPROCS(1)
	count, _ = strconv.Atoi(os.Args[1])
	sleeperMemory() // first, while no stack can be used again
	measure("switch", 2*count, func() { together(yieldOften, yieldOften) })
	measure("spawn_await", count, spawnAndAwait)
	measure("gather_1000_per_task", count, gatherThousands)
	measure("queue_1_handoff", count, handOff)
	measure("rendezvous", count, rendezvous)
	measure("queue_put_get", count, putAndGet)
	measure("lock", count, locks)
	measure("semaphore", count, permits)
	measure("timer_schedule_cancel", count, timers)
}
