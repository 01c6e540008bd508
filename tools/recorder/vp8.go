package main

import (
	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// vp8Assembler joins RTP payloads (RFC 7741) into frames for the coder. What lacks a packet is left out, and so is all up
// to the next key frame: what comes out can be decoded.
type vp8Assembler struct {
	ts      uint32
	data    []byte
	key     bool
	broken  bool
	needKey bool
}

func newVP8Assembler() *vp8Assembler { return &vp8Assembler{needKey: true} }

// add takes the next packet in order; `lost` says that some before it never came. It returns whole frames, and
// whether a key frame must be asked for.
func (a *vp8Assembler) add(p *rtp.Packet, lost bool) (done []unit, damaged bool) {
	if lost {
		a.needKey, a.broken, damaged = true, true, true
	}
	if isPadding(p) {
		return nil, damaged
	}
	var head codecs.VP8Packet
	data, err := head.Unmarshal(p.Payload)
	first := err == nil && head.S == 1 && head.PID == 0
	switch {
	case err != nil || len(data) == 0 || len(a.data)+len(data) > largestUnit:
		a.broken = true
	case first:
		a.data, a.ts, a.key, a.broken = append([]byte{}, data...), p.Timestamp, data[0]&1 == 0, false
	case p.Timestamp == a.ts && len(a.data) > 0:
		a.data = append(a.data, data...)
	default:
		a.broken = true
	}
	if !p.Marker {
		return nil, damaged
	}
	return a.close(damaged)
}

func (a *vp8Assembler) close(damaged bool) ([]unit, bool) {
	found, bad := unit{ts: a.ts, data: a.data, key: a.key}, a.broken || len(a.data) == 0
	a.data, a.broken = nil, false
	if bad || a.needKey && !found.key {
		a.needKey = true
		return nil, true
	}
	a.needKey = false
	return []unit{found}, damaged
}
