package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// post sends every body once over n connections that are kept open, and tells how long each answer took.
func post(addr string, bodies []string, n int) map[string]any {
	delays := make([]int64, len(bodies))
	statuses := map[string]int{}
	var mu sync.Mutex
	var next atomic.Int64
	var done sync.WaitGroup
	begun := time.Now()
	for i := 0; i < n; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			connection, err := net.Dial("tcp", addr)
			if err != nil {
				return
			}
			defer connection.Close()
			answers := bufio.NewReader(connection)
			for at := int(next.Add(1)) - 1; at < len(bodies); at = int(next.Add(1)) - 1 {
				sent := time.Now()
				status := exchange(connection, answers, bodies[at])
				delays[at] = time.Since(sent).Nanoseconds()
				mu.Lock()
				statuses[strconv.Itoa(status)]++
				mu.Unlock()
			}
		}()
	}
	done.Wait()
	seconds := time.Since(begun).Seconds()
	sortNumbers(delays)
	return map[string]any{
		"seconds": seconds, "statuses": statuses, "p50": quantile(delays, 0.5), "p99": quantile(delays, 0.99),
	}
}

func exchange(connection net.Conn, answers *bufio.Reader, body string) int {
	fmt.Fprintf(connection, "POST /bursts HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"+
		"Content-Length: %d\r\n\r\n%s", len(body), body)
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode
}
