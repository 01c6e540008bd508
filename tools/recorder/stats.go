package main

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// usage is the process' CPU time so far and its memory now.
func usage() statsEvent {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	ms := func(t syscall.Timeval) int64 { return int64(t.Sec)*1000 + int64(t.Usec)/1000 }
	event := statsEvent{Event: "stats", CPU: ms(used.Utime) + ms(used.Stime)}
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := bytes.Fields(statm); len(fields) > 1 {
			pages, _ := strconv.ParseInt(string(fields[1]), 10, 64)
			event.RSS = pages * int64(os.Getpagesize()) / 1024
		}
	}
	return event
}
