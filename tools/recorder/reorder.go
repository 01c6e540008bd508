package main

import (
	"time"

	"github.com/pion/rtp"
)

const (
	patience = 350 * time.Millisecond // for a retransmission; less than soundDelay
	mostHeld = 1024                   // packets that wait for a missing one
	farSeq   = 3000                   // a jump of the sequence number that is not loss but a new stream
)

type heldPacket struct {
	*rtp.Packet
	at time.Duration
}

// reorder puts a track's packets in order and waits for retransmissions. The interceptor asks for those.
type reorder struct {
	held    map[uint16]heldPacket
	next    uint16
	started bool
}

func newReorder() *reorder { return &reorder{held: map[uint16]heldPacket{}} }

func (r *reorder) push(p *rtp.Packet, now time.Duration) {
	ahead := p.SequenceNumber - r.next
	far := ahead > farSeq && ahead < -farSeq&0xffff
	if !r.started || far {
		clear(r.held)
		r.next, r.started = p.SequenceNumber, true
	} else if ahead >= 1<<15 {
		return // came too late, or twice
	}
	r.held[p.SequenceNumber] = heldPacket{p, now}
}

// pop returns the next packet and how many are missing before it; nil when it is not here yet.
func (r *reorder) pop(now time.Duration) (*heldPacket, int) {
	lost := 0
	if _, here := r.held[r.next]; !here {
		if lost = r.overdue(now); lost == 0 {
			return nil, 0
		}
		r.next += uint16(lost)
	}
	p := r.held[r.next]
	delete(r.held, r.next)
	r.next++
	return &p, lost
}

// overdue is how many packets to give up: those before the first that is here, if it has waited long enough.
func (r *reorder) overdue(now time.Duration) int {
	if len(r.held) == 0 {
		return 0
	}
	nearest, waited := 1<<16, time.Duration(0)
	for seq, p := range r.held {
		nearest = min(nearest, int(seq-r.next))
		waited = max(waited, now-p.at)
	}
	if waited < patience && len(r.held) < mostHeld {
		return 0
	}
	return nearest
}
