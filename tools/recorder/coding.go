package main

import (
	"fmt"
	"os"
	"time"
)

const mendEvery = 200 * time.Millisecond

// frame takes a frame as it was sent: it is the picture, or is coded first.
func (p *program) frame(r *remote, u unit, now time.Duration) error {
	if !r.mustBeCoded() {
		return p.picture(r, u, now)
	}
	if r.coder == nil && !p.beginCoder(r, u, now) {
		return nil
	}
	if !r.coder.frame(u) { // the machine is too slow for it: on from the next key frame
		r.pictures = newVP8Assembler()
		p.mend(r, now)
	}
	return nil
}

func (p *program) beginCoder(r *remote, u unit, now time.Duration) bool {
	if !r.passable() || r != p.wish() && r != p.screen.shown {
		return false
	}
	if !u.key {
		p.mend(r, now)
		return false
	}
	made, err := p.code(r.id)
	if err != nil {
		fmt.Fprintln(os.Stderr, "recorder: no coder:", err)
		r.failures = mostFailures
		return false
	}
	r.coder = made
	return true
}

// coded takes what a coder has made; its RTP time is that of the frame, so the picture stays beside its sound.
func (p *program) coded(e coderEvent, now time.Duration) error {
	r := p.remotes[e.id]
	switch {
	case r == nil || r.coder != e.from: // of a coder that was retired
		return nil
	case e.ended:
		r.retire()
		r.failures++
		return nil
	case e.needs:
		p.mend(r, now)
		return nil
	}
	return p.picture(r, e.unit, now)
}

// mend asks the sender for a key frame: what came cannot be decoded.
func (p *program) mend(r *remote, now time.Duration) {
	if r.coder == nil {
		p.askFor(r, now, mendEvery)
	} else if r.gone == 0 && (r.pleaded == 0 || now-r.pleaded >= mendEvery) {
		r.pleaded = now
		p.ask(r.id)
	}
}

// retire ends the coders of what is no longer received.
func (p *program) retire() {
	var wanted map[string]bool
	for id, r := range p.remotes {
		if r.coder == nil {
			continue
		}
		if wanted == nil {
			wanted = p.wanted()
		}
		if !wanted[id] {
			r.retire()
		}
	}
}
