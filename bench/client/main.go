// The load client of `make bench`: thousands of SSE readers, ballots over many connections, viewers.
//
//	client follow  -addr HOST:PORT -paths FILE -n N    then "report" lines on stdin
//	client ballots -addr HOST:PORT -bodies FILE -n N
//	client watch   -addr HOST:PORT -paths FILE -n N -seconds S
//
// It is written in Go so that the readers cost the machine little beside the server that is measured.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
)

func main() {
	if len(os.Args) < 2 {
		fail("follow, ballots or watch?")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	addr := flags.String("addr", "127.0.0.1:8001", "server")
	paths := flags.String("paths", "", "file of paths, one for each connection in turn")
	bodies := flags.String("bodies", "", "file of bodies, each posted once")
	n := flags.Int("n", 100, "connections")
	seconds := flags.Float64("seconds", 60, "how long to watch")
	_ = flags.Parse(os.Args[2:])
	switch os.Args[1] {
	case "follow":
		follow(*addr, lines(*paths), *n)
	case "ballots":
		tell(post(*addr, lines(*bodies), *n))
	case "watch":
		tell(watch(*addr, lines(*paths), *n, *seconds))
	default:
		fail("follow, ballots or watch?")
	}
}

func follow(addr string, paths []string, n int) {
	readers := newReaders()
	seconds := readers.connect(addr, paths, n)
	tell(map[string]any{"connected": readers.open.Load(), "seconds": seconds})
	commands := bufio.NewScanner(os.Stdin)
	for commands.Scan() {
		tell(readers.report())
	}
}

func lines(path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		fail(err.Error())
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func tell(value any) {
	text, _ := json.Marshal(value)
	fmt.Println(string(text))
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(2)
}

// quantile of sorted nanoseconds, in milliseconds.
func quantile(sorted []int64, q float64) float64 {
	if len(sorted) == 0 {
		return -1
	}
	return float64(sorted[int(q*float64(len(sorted)-1))]) / 1e6
}

func sortNumbers(numbers []int64) {
	sort.Slice(numbers, func(i, j int) bool { return numbers[i] < numbers[j] })
}
