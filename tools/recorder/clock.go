package main

import "time"

const (
	bucket  = 10 * time.Second // the envelope forgets what is older than two of these, so that it follows a drift
	absurd  = 2 * time.Second  // a clock that jumps further than this is a new clock
	ntpZero = 2208988800       // seconds from 1900 to 1970
)

// envelope is the least of (arrival - media time) in the last 10 to 20 s: the delay of the packets that were
// not delayed on their way, which is what a clock may be set by.
type envelope struct {
	now, before time.Duration
	since       time.Duration
	filled      bool
}

func (e *envelope) add(at, delay time.Duration) {
	switch far := delay - e.value(); {
	case !e.filled || far > absurd || far < -absurd:
		*e = envelope{delay, delay, at, true}
	case at-e.since > bucket:
		e.before, e.now, e.since = e.now, delay, at
	case delay < e.now:
		e.now = delay
	}
}

func (e *envelope) value() time.Duration { return min(e.now, e.before) }

// trackClock maps one track's RTP time to the recorder's time line (time since zero).
type trackClock struct {
	hertz    int64
	last     int64 // unwrapped RTP time of the newest packet
	skew     int64 // added since a sender began anew with an earlier time
	started  bool
	fresh    bool // the next packet belongs to a new subscription, whose numbers mean nothing yet
	delay    envelope
	reported bool
	ntp      time.Duration // of the last sender report
	rtp      int64         // the same moment in unwrapped RTP time
}

// unwrap gives RTP time as a number that does not wrap around every 13 hours (video) or day (sound).
func (c *trackClock) unwrap(ts uint32) int64 {
	if !c.started {
		return int64(ts)
	}
	return c.last + int64(int32(ts+uint32(c.skew)-uint32(c.last)))
}

func (c *trackClock) span(ticks int64) time.Duration {
	return time.Duration(ticks/c.hertz)*time.Second + time.Duration(ticks%c.hertz)*time.Second/time.Duration(c.hertz)
}

func (c *trackClock) ticks(span time.Duration) int64 {
	return int64(span/time.Second)*c.hertz + int64(span%time.Second)*c.hertz/int64(time.Second)
}

// again is the clock of a new subscription of the same track: RTP time goes on after what is queued.
func (c *trackClock) again() trackClock {
	return trackClock{hertz: c.hertz, last: c.last, fresh: c.started}
}

// arrived takes note of a packet and returns its unwrapped RTP time.
func (c *trackClock) arrived(ts uint32, now time.Duration) int64 {
	long := c.unwrap(ts)
	if c.fresh {
		long, c.started, c.fresh = c.last+c.hertz, true, false
		c.skew = long - int64(ts)
	} else if c.started && long < c.last-c.hertz*5 { // a new stream: what is queued must stay before it
		c.skew += c.last + c.hertz - long
		long, c.reported = c.last+c.hertz, false
	}
	c.last, c.started = max(long, c.last), true
	c.delay.add(now, now-c.span(long))
	return long
}

// report takes a sender report: `ntp` is the sender's clock at RTP time `ts`.
func (c *trackClock) report(ntp time.Duration, ts uint32) {
	if c.started {
		c.ntp, c.rtp, c.reported = ntp, c.unwrap(ts), true
	}
}

// own is when something arrived that was not held up on its way.
func (c *trackClock) own(long int64) time.Duration { return c.delay.value() + c.span(long) }

// at places a picture on the time line. Sound is the master: where both tracks of a participant have sender
// reports, the picture goes where its sender's clock puts it beside the sound, however long its coding took.
func (c *trackClock) at(long int64, sound *trackClock) time.Duration {
	own := c.own(long)
	if sound == nil || !c.reported || !sound.reported {
		return own
	}
	ntp := c.ntp + c.span(long-c.rtp)
	beside := sound.own(sound.rtp + sound.ticks(ntp-sound.ntp))
	if far := beside - own; far > absurd || far < -absurd {
		return own // one of the two reports is nonsense
	}
	return beside
}

// ntpTime is an NTP time stamp of 32.32 bits as time since 1970.
func ntpTime(stamp uint64) time.Duration {
	seconds := int64(stamp>>32) - ntpZero
	return time.Duration(seconds)*time.Second + time.Duration((stamp&0xffffffff)*uint64(time.Second)>>32)
}
