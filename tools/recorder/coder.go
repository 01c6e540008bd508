package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
)

const (
	coderQueue = 50 // frames on their way to the process; two seconds of a camera
	frameTag   = 'F'
	keyTag     = 'K' // as F, and what is made of it must be a key frame
	needTag    = 'N' // it cannot go on without a key frame of the sender
	coderHead  = 9   // tag, RTP time, size
)

// coder makes H.264 of frames that cannot be passed through.
type coder interface {
	frame(u unit) bool // false: it is too far behind, and the frame is left out
	key()              // the next picture is to be a key frame
	close()
}

// coderEvent is what a coder tells the loop: a picture, that it needs a key frame, or that it has ended.
type coderEvent struct {
	id    string
	from  coder
	unit  unit
	needs bool
	ended bool
}

// child is a coder in a process of its own. Its input and output are records: a tag, the RTP time, the size, and a
// frame of VP8 or a picture of H.264 as Annex B has it.
type child struct {
	queue  chan unit
	wanted atomic.Bool
	closed sync.Once
}

// startChild begins a process; `tell` may be called from any goroutine until the event says that it has ended.
func startChild(command []string, id string, tell func(coderEvent)) (*child, error) {
	process := exec.Command(command[0], command[1:]...)
	process.Stderr = os.Stderr
	input, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	c := &child{queue: make(chan unit, coderQueue)}
	go c.write(input)
	go func() {
		err := c.read(output, id, tell)
		_ = input.Close()
		_ = process.Process.Kill() // what writes nonsense must not stay
		if waited := process.Wait(); err == nil {
			err = waited
		}
		if err != nil && !errors.Is(err, io.EOF) {
			fmt.Fprintln(os.Stderr, "recorder: the coder ended:", err)
		}
		tell(coderEvent{id: id, from: c, ended: true})
	}()
	return c, nil
}

func (c *child) frame(u unit) bool {
	select {
	case c.queue <- u:
		return true
	default:
		return false
	}
}

func (c *child) key() { c.wanted.Store(true) }

func (c *child) close() { c.closed.Do(func() { close(c.queue) }) }

// write ends with the queue, and so does the process. What no longer reads leaves the queue full.
func (c *child) write(input io.WriteCloser) {
	defer input.Close()
	for u := range c.queue {
		tag := byte(frameTag)
		if c.wanted.Swap(false) {
			tag = keyTag
		}
		record := binary.BigEndian.AppendUint32([]byte{tag}, u.ts)
		record = binary.BigEndian.AppendUint32(record, uint32(len(u.data)))
		if _, err := input.Write(append(record, u.data...)); err != nil {
			return
		}
	}
}

func (c *child) read(output io.Reader, id string, tell func(coderEvent)) error {
	pictures := newAssembler()
	head := make([]byte, coderHead)
	for {
		if _, err := io.ReadFull(output, head); err != nil {
			return err
		}
		size := binary.BigEndian.Uint32(head[5:])
		if size > largestUnit {
			return fmt.Errorf("a picture of %d bytes", size)
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(output, data); err != nil {
			return err
		}
		if head[0] == needTag {
			tell(coderEvent{id: id, from: c, needs: true})
		} else if u, ok := pictures.whole(binary.BigEndian.Uint32(head[1:]), data); ok {
			tell(coderEvent{id: id, from: c, unit: u})
		}
	}
}

// whole takes an access unit with its start codes.
func (a *assembler) whole(ts uint32, data []byte) (unit, bool) {
	a.unit, a.begun = unit{}, false
	for _, nal := range annexB(data) {
		if !a.nal(nal) {
			return unit{}, false
		}
	}
	found := a.unit
	found.ts, found.sets = ts, a.sets
	return found, len(found.data) > 0 && a.begun
}
