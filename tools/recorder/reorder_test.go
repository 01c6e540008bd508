package main

import (
	"testing"
	"time"

	"github.com/pion/rtp"
)

func numbered(seq uint16) *rtp.Packet { return &rtp.Packet{Header: rtp.Header{SequenceNumber: seq}} }

func popped(r *reorder, now time.Duration) (seqs []uint16, lost int) {
	for {
		p, missing := r.pop(now)
		if p == nil {
			return seqs, lost
		}
		seqs, lost = append(seqs, p.SequenceNumber), lost+missing
	}
}

func TestPacketsComeInOrderOverTheWrap(t *testing.T) {
	r := newReorder()
	for _, seq := range []uint16{65533, 65535, 1, 0, 65534, 2, 2, 65533} {
		r.push(numbered(seq), 0)
	}
	seqs, lost := popped(r, 0)
	if len(seqs) != 6 || seqs[0] != 65533 || seqs[5] != 2 || lost != 0 {
		t.Errorf("%v, %d lost", seqs, lost)
	}
}

func TestAMissingPacketIsWaitedForAndGivenUp(t *testing.T) {
	r := newReorder()
	r.push(numbered(10), 0)
	popped(r, 0)
	r.push(numbered(13), 0)
	r.push(numbered(14), 100*ms)
	if seqs, _ := popped(r, 300*ms); len(seqs) != 0 {
		t.Errorf("%v came before its time", seqs)
	}
	seqs, lost := popped(r, 400*ms)
	if len(seqs) != 2 || lost != 2 {
		t.Errorf("%v, %d lost", seqs, lost)
	}
	r.push(numbered(11), 450*ms)
	if seqs, _ := popped(r, 450*ms); len(seqs) != 0 {
		t.Errorf("%v came after its time", seqs)
	}
}

func TestAnAbsurdNumberIsANewStream(t *testing.T) {
	r := newReorder()
	r.push(numbered(10), 0)
	popped(r, 0)
	r.push(numbered(30000), 0)
	if seqs, lost := popped(r, 0); len(seqs) != 1 || lost != 0 {
		t.Errorf("%v, %d lost", seqs, lost)
	}
}
