// The recorder: a hidden participant of one room that writes what is said and shown as CMAF segments, without
// coding anything again. It is told what to record on stdin and tells what it wrote on stdout, both as JSON lines;
// see docs/explanation/recording.md.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const (
	exitUsage = 2
	exitLost  = 3
	tickEvery = 50 * time.Millisecond
	statEvery = 10 * time.Second
)

type options struct {
	url, spool, token string
	segment           time.Duration
	from              int
	zero, now         int64
	rest              bool
	transcode         []string
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("recorder", flag.ContinueOnError)
	flags.SetOutput(os.Stderr)
	flags.StringVar(&o.url, "url", "", "address of the SFU, ws:// or wss://")
	flags.StringVar(&o.spool, "spool", "", "folder for the segments")
	flags.DurationVar(&o.segment, "segment", 4*time.Second, "length of a segment, 1s to 10s")
	flags.IntVar(&o.from, "from", 0, "number of the first segment")
	flags.Int64Var(&o.zero, "zero", 0, "ms since 1970 that are 0 on the time line; now, when left out")
	flags.Int64Var(&o.now, "now", time.Now().UnixMilli(), "ms since 1970 by the clock that all moments are told by")
	flags.BoolVar(&o.rest, "rest", false, "only make segments of what a killed recorder left open")
	flags.Func("transcode", "command that makes H.264 of VP8, as a JSON list of strings", func(text string) error {
		if err := json.Unmarshal([]byte(text), &o.transcode); err != nil || len(o.transcode) == 0 || o.transcode[0] == "" {
			return errors.New("not a JSON list of strings")
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	o.token = os.Getenv("CONSILIUM_TOKEN")
	_ = os.Unsetenv("CONSILIUM_TOKEN")
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case o.spool == "" || o.url == "" && !o.rest:
		return o, fmt.Errorf("-url and -spool are needed")
	case o.token == "" && !o.rest:
		return o, fmt.Errorf("CONSILIUM_TOKEN is not set")
	case o.segment < time.Second || o.segment > 10*time.Second:
		return o, fmt.Errorf("-segment is 1s to 10s")
	case o.from < 0 || o.zero < 0 || o.now < 0:
		return o, fmt.Errorf("-from, -zero and -now are not negative")
	case o.zero > o.now:
		return o, fmt.Errorf("-zero lies in the future")
	}
	return o, nil
}

func main() {
	o, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "recorder:", err)
		os.Exit(exitUsage)
	}
	os.Exit(record(o))
}

// record runs until stdin ends, a signal comes or the SFU is lost, and returns the exit status.
func record(o options) int {
	begun := time.Now()
	zero := time.UnixMilli(o.now)
	if o.zero > 0 {
		zero = time.UnixMilli(o.zero)
	}
	base := time.UnixMilli(o.now).Sub(zero) // from here on by the monotonic clock: no step of the system's clock is felt
	now := func() time.Duration { return base + time.Since(begun) }
	say := jsonLines(os.Stdout)
	spool, err := newSpool(o.spool, zero, say)
	if err != nil {
		return fail(err)
	}
	next, left, err := spool.recover(o.from)
	if err != nil {
		return fail(err)
	}
	if o.rest {
		say(plainEvent{"end"})
		return 0
	}
	base = max(base, left+time.Millisecond) // a clock set back must not write over what is there
	r := newRoom(now)
	r.program = newProgram(spool, say, r.ask, o.segment, next)
	if len(o.transcode) > 0 {
		r.program.code = func(id string) (coder, error) {
			return startChild(o.transcode, id, func(e coderEvent) { r.happenings <- happening{coded: &e} })
		}
	}
	if err := r.join(o.url, o.token); err != nil {
		fmt.Fprintln(os.Stderr, "recorder: cannot join:", err)
		return exitLost
	}
	defer r.sdk.Disconnect()
	say(plainEvent{"joined"})
	return r.loop(say)
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, "recorder:", err)
	return 1
}

// loop is the only goroutine that touches the program.
func (r *room) loop(say sink) int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	ended := make(chan struct{})
	go r.obey(say, ended)
	ticks, stats := time.NewTicker(tickEvery), time.NewTicker(statEvery)
	for {
		var err error
		select {
		case happening := <-r.happenings:
			err = r.handle(happening)
		case <-ticks.C:
			if err = r.program.tick(r.now()); err == nil {
				r.subscribe()
			}
		case <-stats.C:
			say(usage())
		case <-ended:
			return r.end(say, 0)
		case <-signals:
			return r.end(say, 0)
		case reason := <-r.lost:
			fmt.Fprintln(os.Stderr, "recorder: disconnected:", reason)
			return r.end(say, exitLost)
		}
		if err != nil {
			return fail(err)
		}
	}
}

func (r *room) handle(h happening) error {
	if h.packet != nil {
		return r.program.packet(h.id, h.packet, h.level, h.now)
	}
	if h.coded != nil {
		return r.program.coded(*h.coded, r.now())
	}
	h.do(r.now())
	return nil
}

func (r *room) obey(say sink, ended chan<- struct{}) {
	readCommands(os.Stdin, func(c command) {
		r.post(func(now time.Duration) {
			if c.Do == "cut" {
				r.program.screen.cutting = true
			} else if err := r.program.direct(c.scene, now); err != nil {
				fmt.Fprintln(os.Stderr, "recorder:", err)
			}
			r.subscribe()
		})
	}, func(why error) { say(whyEvent{"refused", why.Error()}) })
	r.post(func(time.Duration) { close(ended) }) // behind the commands
}

// end writes what is open. After a lost connection the exit status tells, not an "end".
func (r *room) end(say sink, status int) int {
	if err := r.program.finish(r.now()); err != nil {
		return fail(err)
	}
	if status == 0 {
		say(plainEvent{"end"})
	}
	return status
}
