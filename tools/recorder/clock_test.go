package main

import (
	"math/rand"
	"testing"
	"time"
)

const ms = time.Millisecond

func about(t *testing.T, what string, got, want, by time.Duration) {
	t.Helper()
	if got < want-by || got > want+by {
		t.Errorf("%s: %v, want %v within %v", what, got, want, by)
	}
}

func TestRTPTimeWrapsAround(t *testing.T) {
	c := trackClock{hertz: rate}
	start := uint32(0xffffffff - 10*960)
	for i := range 100 {
		long := c.arrived(start+uint32(i*960), time.Duration(i)*20*ms)
		about(t, "place", c.own(long), time.Duration(i)*20*ms, ms)
	}
}

func TestJitterDoesNotMoveTheClock(t *testing.T) {
	c := trackClock{hertz: rate}
	late := rand.New(rand.NewSource(1))
	for i := range 3000 {
		long := c.arrived(uint32(i*960), time.Duration(i)*20*ms+time.Duration(late.Intn(80))*ms)
		if i > 200 {
			about(t, "place", c.own(long), time.Duration(i)*20*ms, 3*ms)
		}
	}
}

func TestTheClockFollowsADrift(t *testing.T) {
	for _, share := range []float64{1 + 200e-6, 1 - 200e-6} { // 200 ppm, 12 ms a minute
		c := trackClock{hertz: rate}
		for i := range 60 * 50 * 10 {
			arrival := time.Duration(float64(time.Duration(i)*20*ms) * share)
			about(t, "place", c.own(c.arrived(uint32(i*960), arrival)), arrival, 5*ms)
		}
	}
}

func TestAJumpIsANewClock(t *testing.T) {
	for _, jump := range []uint32{1 << 31, 0x40000000, 0xc0000000, 90000 * 100, 0xffffffff - 48000*60} {
		c := trackClock{hertz: rate}
		before := int64(0)
		for i := range 100 {
			before = c.arrived(uint32(i*960), time.Duration(i)*20*ms)
		}
		for i := 100; i < 200; i++ {
			long := c.arrived(uint32(i*960)+jump, time.Duration(i)*20*ms)
			about(t, "place after a jump", c.own(long), time.Duration(i)*20*ms, ms)
			if long <= before {
				t.Fatalf("jump %d: time goes back from %d to %d", jump, before, long)
			}
			before = long
		}
	}
}

func TestPicturesGoBesideTheirSound(t *testing.T) {
	sound, picture := trackClock{hertz: rate}, trackClock{hertz: videoScale}
	ntp := 1000 * time.Hour
	var long int64
	for i := range 100 { // coding the picture takes 130 ms more
		at := time.Duration(i) * 40 * ms
		sound.arrived(uint32(i*1920)+77, at)
		long = picture.arrived(uint32(i*3600)+123456, at+130*ms)
	}
	last := 99 * 40 * ms
	about(t, "without reports", picture.at(long, &sound), last+130*ms, ms)
	sound.report(ntp+500*ms, 77+24000)
	picture.report(ntp, 123456)
	about(t, "with reports", picture.at(long, &sound), last, ms)
	picture.report(ntp+time.Hour, 123456)
	about(t, "with a nonsense report", picture.at(long, &sound), last+130*ms, ms)
}

func TestNTP(t *testing.T) {
	about(t, "1970", ntpTime(uint64(ntpZero)<<32), 0, 0)
	about(t, "half a second", ntpTime(uint64(ntpZero+5)<<32|1<<31), 5500*ms, time.Microsecond)
}
