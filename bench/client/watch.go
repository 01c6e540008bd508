package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	rampSeconds = 10   // in which the viewers come, so that they do not ask in step
	target      = 4.0  // seconds of a segment
	retry       = 1.0  // seconds between two asks for one segment (web/src/services/due.ts)
	sooner      = 0.25 // seconds by which an ask is sooner than a segment after one that met it just come
	tries       = 4
	stalled     = 12.0 // seconds without a new segment after which a player would stand still
	begins      = 2    // segments that a player fetches first
)

// counts of all viewers together. behind: from the end of a segment's span to its last byte here.
type counts struct {
	mu                          sync.Mutex
	requests, bytes, reconnects int64
	errors                      map[string]int64
	delays, behind              []int64
}

// viewer watches as our player does: the playlists of picture and sound when a segment is due, every segment once.
type viewer struct {
	addr, folder string
	number       int
	total        *counts
	connection   net.Conn
	answers      *bufio.Reader
}

// watch lets n viewers watch live for so many seconds each, and tells what they met.
func watch(addr string, masters []string, n int, seconds float64) map[string]any {
	total := &counts{errors: map[string]int64{}}
	var done sync.WaitGroup
	for i := 0; i < n; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			master := masters[i%len(masters)]
			one := &viewer{addr: addr, folder: path.Dir(master), number: i, total: total}
			time.Sleep(time.Duration(rand.Float64() * rampSeconds * float64(time.Second)))
			one.watch(master, seconds)
		}()
	}
	done.Wait()
	sortNumbers(total.delays)
	sortNumbers(total.behind)
	return map[string]any{
		"requests": total.requests, "bytes": total.bytes, "errors": total.errors, "reconnects": total.reconnects,
		"p50": quantile(total.delays, 0.5), "p99": quantile(total.delays, 0.99), "max": quantile(total.delays, 1),
		"behind50": quantile(total.behind, 0.5), "behind99": quantile(total.behind, 0.99),
	}
}

func (v *viewer) watch(master string, seconds float64) {
	names := renditions(string(v.get(path.Base(master))))
	if len(names) == 0 {
		v.failed("no master")
		return
	}
	next, inits := map[string]int{}, map[string]string{}
	fresh, asks := time.Now(), 0
	for begun := time.Now(); time.Since(begun).Seconds() < seconds; {
		round, news := time.Now(), true
		for _, name := range names {
			news = v.follow(name, next, inits) && news
		}
		asks++
		if news {
			fresh = time.Now()
		} else if time.Since(fresh).Seconds() > stalled {
			v.failed("stalled")
			fresh = time.Now()
		}
		time.Sleep(time.Duration(pause(news, asks)*float64(time.Second)) - time.Since(round))
		if news || asks >= tries {
			asks = 0
		}
	}
	if v.connection != nil {
		_ = v.connection.Close()
	}
}

// pause is the time from one ask to the next, in seconds; asks: for the segment that is waited for.
func pause(news bool, asks int) float64 {
	switch {
	case news && asks > 1:
		return target - sooner
	case news:
		return target - retry
	case asks < tries:
		return retry
	}
	return target / 2
}

// follow reads one playlist and fetches what is new in it; false when nothing is.
func (v *viewer) follow(name string, next map[string]int, inits map[string]string) bool {
	pieces := segments(string(v.get(name)))
	if len(pieces) == 0 {
		v.failed("empty playlist")
		return false
	}
	at, known := next[name]
	if !known {
		at = max(0, pieces[len(pieces)-1].number+1-begins)
	} else if pieces[0].number > at {
		v.failed("segments missed")
		at = pieces[0].number
	}
	news := false
	for _, piece := range pieces {
		if piece.number < at {
			continue
		}
		if piece.init != inits[name] {
			v.get(piece.init)
			inits[name] = piece.init
		}
		v.get(piece.name)
		if known {
			v.total.mu.Lock()
			v.total.behind = append(v.total.behind, time.Now().UnixNano()-piece.ends)
			v.total.mu.Unlock()
		}
		next[name], news = piece.number+1, true
	}
	return news
}

// get fetches a file beside the master, over the one connection of this viewer.
func (v *viewer) get(name string) []byte {
	sent := time.Now()
	body, err := v.exchange(name)
	if errors.Is(err, errClosed) { // a connection that idled too long: every client opens another
		v.total.mu.Lock()
		v.total.reconnects++
		v.total.mu.Unlock()
		body, err = v.exchange(name)
	}
	if err != nil {
		v.failed(err.Error())
		return nil
	}
	v.total.mu.Lock()
	defer v.total.mu.Unlock()
	v.total.requests++
	v.total.bytes += int64(len(body))
	v.total.delays = append(v.total.delays, time.Since(sent).Nanoseconds())
	return body
}

var errClosed = errors.New("closed before the answer")

func (v *viewer) exchange(name string) ([]byte, error) {
	if v.connection == nil {
		from := &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+v.number%4))}
		dialer := net.Dialer{Timeout: 30 * time.Second, LocalAddr: from}
		made, err := dialer.Dial("tcp", v.addr)
		if err != nil {
			return nil, errors.New("no connection")
		}
		v.connection, v.answers = made, bufio.NewReaderSize(made, 64<<10)
	}
	_ = v.connection.SetDeadline(time.Now().Add(30 * time.Second))
	fmt.Fprintf(v.connection, "GET %s/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", v.folder, name)
	answer, err := http.ReadResponse(v.answers, nil)
	if err != nil {
		_ = v.connection.Close()
		v.connection = nil
		if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			return nil, errClosed
		}
		return nil, errors.New("no answer")
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	if err != nil || (answer.ContentLength >= 0 && int64(len(body)) != answer.ContentLength) {
		_ = v.connection.Close()
		v.connection = nil
		return nil, errors.New("cut short")
	}
	if answer.StatusCode != http.StatusOK || len(body) == 0 {
		return nil, fmt.Errorf("status %d", answer.StatusCode)
	}
	return body, nil
}

func (v *viewer) failed(why string) {
	v.total.mu.Lock()
	v.total.errors[why]++
	v.total.mu.Unlock()
}

// renditions of a master playlist: the first variant (the picture) and the sound that plays by default.
func renditions(master string) []string {
	names := []string{}
	for _, line := range strings.Split(master, "\n") {
		if strings.HasPrefix(line, "#EXT-X-MEDIA:TYPE=AUDIO") && strings.Contains(line, "DEFAULT=YES") {
			_, uri, _ := strings.Cut(line, `URI="`)
			names = append(names, strings.TrimSuffix(uri, `"`))
		}
		if line != "" && !strings.HasPrefix(line, "#") {
			return append(names, line)
		}
	}
	return names
}

type segment struct {
	number     int
	name, init string
	ends       int64 // nanoseconds since 1970
}

func segments(playlist string) []segment {
	found := []segment{}
	number, init := 0, ""
	var at, duration int64
	for _, line := range strings.Split(playlist, "\n") {
		tag, value, _ := strings.Cut(line, ":")
		switch tag {
		case "#EXT-X-MEDIA-SEQUENCE":
			number, _ = strconv.Atoi(value)
		case "#EXT-X-MAP":
			init = strings.Trim(strings.TrimPrefix(value, "URI="), `"`)
		case "#EXT-X-PROGRAM-DATE-TIME":
			moment, _ := time.Parse(time.RFC3339, value)
			at = moment.UnixNano()
		case "#EXTINF":
			seconds, _ := strconv.ParseFloat(strings.TrimSuffix(value, ","), 64)
			duration = int64(seconds * 1e9)
		default:
			if line != "" && !strings.HasPrefix(line, "#") {
				at += duration
				found = append(found, segment{number, line, init, at})
				number++
			}
		}
	}
	return found
}
