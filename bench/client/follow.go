package main

import (
	"bytes"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// An entry carries its moment of birth: "t":<19 digits>, nanoseconds since 1970.
var mark = []byte(`"t":`)

const digits = 19

type readers struct {
	mu       sync.Mutex
	delays   map[int64][]int64
	received atomic.Int64
	open     atomic.Int64
	closed   atomic.Int64
}

func newReaders() *readers {
	return &readers{delays: map[int64][]int64{}}
}

// connect opens n connections, 64 at a time, and returns when each has had its first bytes of the stream.
func (r *readers) connect(addr string, paths []string, n int) float64 {
	begun := time.Now()
	slots := make(chan struct{}, 64)
	var ready sync.WaitGroup
	for i := 0; i < n; i++ {
		slots <- struct{}{}
		ready.Add(1)
		go r.read(addr, paths[i%len(paths)], i, func() { <-slots; ready.Done() })
	}
	ready.Wait()
	return time.Since(begun).Seconds()
}

func (r *readers) read(addr, path string, number int, begun func()) {
	var once sync.Once
	defer once.Do(begun)
	// Several source addresses, so that thousands of ports are never the limit.
	from := &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+number%4))}
	dialer := net.Dialer{Timeout: 30 * time.Second, LocalAddr: from}
	connection, err := dialer.Dial("tcp", addr)
	if err != nil {
		r.closed.Add(1)
		return
	}
	fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", path)
	piece, kept := make([]byte, 8192), make([]byte, 0, 256)
	for {
		size, err := connection.Read(piece)
		now := time.Now().UnixNano()
		if err != nil {
			r.closed.Add(1)
			return
		}
		if bytes.HasPrefix(piece[:size], []byte("HTTP/1.1 200")) {
			r.open.Add(1)
		}
		once.Do(begun)
		kept = r.take(append(kept, piece[:size]...), now)
	}
}

// take counts the entries in the bytes and returns the rest that may hold the beginning of one.
func (r *readers) take(data []byte, now int64) []byte {
	for {
		at := bytes.Index(data, mark)
		if at < 0 {
			return append(data[:0], data[max(0, len(data)-len(mark)+1):]...)
		}
		if len(data) < at+len(mark)+digits {
			return append(data[:0], data[at:]...)
		}
		data = data[at+len(mark):]
		born, err := strconv.ParseInt(string(data[:digits]), 10, 64)
		if err == nil {
			r.received.Add(1)
			r.mu.Lock()
			r.delays[born] = append(r.delays[born], now-born)
			r.mu.Unlock()
		}
		data = data[digits:]
	}
}

// report tells what has come since the last report, and forgets it.
func (r *readers) report() map[string]any {
	r.mu.Lock()
	delays := r.delays
	r.delays = map[int64][]int64{}
	r.mu.Unlock()
	entries := []map[string]any{}
	for born, all := range delays {
		sortNumbers(all)
		entries = append(entries, map[string]any{
			"born": born, "n": len(all), "p50": quantile(all, 0.5), "last": quantile(all, 1),
		})
	}
	return map[string]any{
		"received": r.received.Swap(0), "open": r.open.Load(), "closed": r.closed.Load(), "entries": entries,
	}
}
