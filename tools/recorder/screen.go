package main

import (
	"strings"
	"time"
)

const (
	settles     = 2 * time.Second        // for the SFU to climb to the highest layer; then what there is will do
	shortestCut = 500 * time.Millisecond // of a slot that a new picture ends
	lostAfter   = 3 * time.Second        // without a picture
	stillFor    = 20 * time.Second       // a screen on which nothing moves may send none for so long
	slateEvery  = time.Second
	asksBefore  = 100 * time.Millisecond // a key frame is asked for so long before the slot should end
	asksAgain   = 300 * time.Millisecond
	earliest    = 500 * time.Millisecond // before its time a slot may end at a key frame that comes by itself
	overtime    = time.Second            // after it a slot ends without a key frame
	straggles   = 200 * time.Millisecond // a key frame may be on its way for so long
)

// screen is what the video rendition shows now.
type screen struct {
	shown   *remote // nil is the slate
	sets    parameterSets
	key     []byte        // the last key frame, to begin a slot with where none came in time
	holding bool          // pictures are left out until the next key frame
	last    int64         // ticks of the last picture
	rtp     int64         // RTP time of the last picture, for the next one's least distance
	wish    *remote       // what should be shown
	wished  time.Duration // when the scene, or what it means, last changed
	why     string        // the reason last told for waiting
	cutting bool          // the supervisor wants a new segment now
}

// picture takes a whole access unit.
func (p *program) picture(r *remote, u unit, now time.Duration) error {
	r.latest = now
	if r.began == 0 {
		r.began = max(now, 1)
	}
	if r.gone != 0 || r.muted || r != p.screen.shown && r != p.wish() {
		return nil
	}
	var format videoFormat
	if u.key {
		var err error
		if format, err = readSPS([]byte(u.sets.sps)); err != nil || u.sets.pps == "" {
			r.unusable = true
			return nil
		}
		r.unusable = false
	}
	long := r.clock.unwrap(u.ts)
	at := r.clock.at(long, p.soundClock(r.identity)) + p.soundShift(r.identity)
	if at < now-absurd || at > now+time.Second {
		at = now // a clock that went wrong
	}
	if r != p.screen.shown {
		p.screen.rtp = long
		return p.change(r, u, format, at, now)
	}
	step := r.clock.span(long - p.screen.rtp)
	p.screen.rtp = long
	if step > 0 && step < time.Second { // where the clock is put right, pictures draw nearer, but not in a heap
		at = max(at, time.Duration(p.screen.last)*time.Second/videoScale+step/2)
	}
	return p.goOn(u, format, at)
}

func (p *program) soundClock(identity string) *trackClock {
	if r := p.track(identity, "microphone"); r != nil && r.clock.started {
		return &r.clock
	}
	return nil
}

// soundShift is by how much the floor's sound is written off its own time, where it is theirs: a drifting clock is put
// right in steps, and the picture goes with the sound that is heard.
func (p *program) soundShift(identity string) time.Duration {
	floor, r := p.lines["floor"], p.track(identity, "microphone")
	if floor == nil || r == nil || floor.source != r.voice {
		return 0
	}
	return soundTime(floor.shift)
}

// goOn shows the next picture of who is shown already; key frames may end the slot.
func (p *program) goOn(u unit, format videoFormat, at time.Duration) error {
	s := &p.screen
	if s.holding && !u.key {
		return nil
	}
	if u.key {
		span := at - p.open().from()
		switch {
		case u.sets != s.sets && span < shortestCut:
			s.holding = true // asked for again when the slot is long enough
			return nil
		case u.sets != s.sets, span >= p.length-earliest, s.cutting && span >= shortestCut:
			if err := p.cut(at, u.sets, format); err != nil {
				return err
			}
			at = p.open().from()
		}
		s.holding, s.key = false, u.data
	}
	return p.show(u.data, u.key, at)
}

// change shows somebody else once their highest layer is there, or after 2 s whatever there is.
func (p *program) change(r *remote, u unit, format videoFormat, at, now time.Duration) error {
	full := r.pixels == 0 || format.width*format.height*10 >= r.pixels*9
	if !u.key || !full && now-r.began < settles || at-p.open().from() < shortestCut {
		return nil
	}
	if err := p.cut(at, u.sets, format); err != nil {
		return err
	}
	p.screen.shown, p.screen.holding, p.screen.key = r, false, u.data
	return p.show(u.data, true, p.open().from())
}

// show adds a picture to the open slot; time only goes forward.
func (p *program) show(data []byte, key bool, at time.Duration) error {
	s := &p.screen
	s.last = max(videoTicks(at), s.last+videoScale/1000)
	return p.open().addVideo(sample{at: s.last, key: key, data: data})
}

// watch does what is due without a picture coming: asks for key frames, ends slots, shows the slate.
func (p *program) watch(now time.Duration) error {
	s := &p.screen
	wish := p.wish()
	if wish != s.wish {
		s.wish, s.wished = wish, now
	}
	p.explain(wish, now)
	if s.shown != nil && p.leave(wish, now) {
		if err := p.blank(now); err != nil {
			return err
		}
	}
	span := now - p.open().from()
	if wish != nil && wish != s.shown && wish.why() == "" && wish.began != 0 && span >= shortestCut {
		p.askFor(wish, now, asksAgain)
	}
	if s.shown == nil {
		return p.slateTick(now)
	}
	due := span >= p.length-asksBefore || s.cutting || s.holding && span >= shortestCut
	if due {
		p.askFor(s.shown, now, asksAgain)
	}
	if span < p.length+overtime+straggles && !(s.cutting && span >= overtime+straggles) {
		return nil
	}
	end := min(now-straggles, p.open().from()+p.length+overtime)
	format, _ := readSPS([]byte(s.sets.sps))
	if err := p.cut(end, s.sets, format); err != nil {
		return err
	}
	s.holding = true
	return p.show(s.key, true, p.open().from())
}

// after is the first moment from `at` on that lies behind the last picture.
func (p *program) after(at time.Duration) time.Duration {
	last := time.Duration(p.screen.last+videoScale/1000) * time.Second / videoScale
	return max(at, last+time.Millisecond)
}

// leave says whether the picture shown must make way for the slate.
func (p *program) leave(wish *remote, now time.Duration) bool {
	s := &p.screen
	switch {
	case s.shown.gone != 0 || s.shown.muted || s.shown.unusable:
		return wish == s.shown || wish.why() != "" || now-s.wished >= settles
	case now-s.shown.latest >= s.shown.patience():
		return true
	case wish == s.shown:
		return false
	case p.scene().Picture == "":
		return true
	case wish.why() != "":
		return now-s.wished >= settles
	}
	return wish.source != "screen" && wish.began == 0 && now-s.wished >= 2*settles
}

// blank shows the slate from now on.
func (p *program) blank(now time.Duration) error {
	if now-p.open().from() < shortestCut {
		return nil // at one of the next ticks
	}
	if r := p.screen.shown; r == p.wish() {
		r.began = 0
	}
	p.screen.shown, p.screen.holding = nil, false
	return p.slateAt(now, true)
}

func (p *program) slateTick(now time.Duration) error {
	span := now - p.open().from()
	if span >= p.length || p.screen.cutting && span >= shortestCut {
		return p.slateAt(min(now, p.open().from()+p.length), true)
	}
	if now-time.Duration(p.screen.last)*time.Second/videoScale >= slateEvery {
		return p.slateAt(now, false)
	}
	return nil
}

func (p *program) slateAt(at time.Duration, cut bool) error {
	if cut {
		format, err := readSPS([]byte(slate.sets.sps))
		if err != nil {
			return err
		}
		if err := p.cut(at, slate.sets, format); err != nil {
			return err
		}
		at = p.open().from()
	}
	return p.show(slate.data, true, at)
}

// explain says once why the wished picture is not shown.
func (p *program) explain(wish *remote, now time.Duration) {
	s := &p.screen
	why := ""
	if p.scene().Picture != "" && (s.shown != wish || wish == nil) {
		if why = wish.why(); why == "" && wish.began == 0 {
			why = "no pictures"
		}
		if strings.HasPrefix(why, "no ") && now-s.wished < settles {
			return // on their way
		}
	}
	if why != s.why && why != "" {
		p.say(whyEvent{"waiting", why})
	}
	s.why = why
}
