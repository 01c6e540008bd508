package main

import (
	"encoding/binary"
	"strings"

	"github.com/pion/rtp"
)

const (
	nalSlice, nalIDR, nalSPS, nalPPS = 1, 5, 7, 8
	largestUnit                      = 8 << 20
)

// unit is one access unit: a picture, its slices with their lengths before them as CMAF has them.
type unit struct {
	ts   uint32
	data []byte
	key  bool
	sets parameterSets // those sent with it or last before it
}

// parameterSets are what an initialisation segment is made of; both are needed. `pps` holds one or several picture
// parameter sets, each after its length in two bytes as avcC has them.
type parameterSets struct{ sps, pps string }

func (s parameterSets) with(pps []byte) parameterSets {
	one := string(binary.BigEndian.AppendUint16(nil, uint16(len(pps)))) + string(pps)
	if len(pps) < 1<<16 && len(s.pps) < 1<<12 && !strings.Contains(s.pps, one) {
		s.pps += one
	}
	return s
}

func (s parameterSets) count() (pps int) {
	for b := s.pps; len(b) > 2; pps++ {
		b = b[2+(int(b[0])<<8|int(b[1])):]
	}
	return pps
}

// assembler joins RTP payloads (RFC 6184: single NAL units, STAP-A, FU-A) into access units. A unit that lacks
// a packet is dropped, and so is everything up to the next key frame, so that what comes out can be decoded.
type assembler struct {
	ts      uint32
	open    bool
	broken  bool // the open unit lacks something
	begun   bool // its first slice starts at the first macroblock
	gap     bool // something was lost before it, so its parameter sets may be other ones than the last
	unit    unit
	fu      []byte // a fragmented NAL unit so far
	needKey bool
	sets    parameterSets
}

func newAssembler() *assembler { return &assembler{needKey: true} }

// add takes the next packet in order; `lost` says that some before it never came. It returns complete units, and
// whether a key frame must be asked for.
func (a *assembler) add(p *rtp.Packet, lost bool) (done []unit, damaged bool) {
	if isPadding(p) {
		if lost {
			damaged = a.spoil()
		}
		return nil, damaged
	}
	if a.open && p.Timestamp != a.ts {
		if lost {
			a.broken = true // the end of the open unit may be among what was lost
		}
		done, damaged = a.close(done, damaged)
	}
	if lost {
		damaged = a.spoil() || damaged
	}
	a.ts, a.open = p.Timestamp, true
	if !a.payload(p.Payload) {
		a.broken = true
	}
	if p.Marker {
		done, damaged = a.close(done, damaged)
	}
	return done, damaged
}

// isPadding: the SFU probes the bandwidth with packets that hold padding alone, which reach us as zeros.
func isPadding(p *rtp.Packet) bool {
	size := int(max(p.Header.PaddingSize, p.PaddingSize))
	return len(p.Payload) == 0 || p.Padding && size >= len(p.Payload) && p.Payload[0] == 0
}

// spoil: whole units may be missing, so nothing more can be decoded until a key frame that is whole.
func (a *assembler) spoil() bool {
	a.broken, a.gap = a.broken || a.open, true
	a.needKey, a.fu = true, nil
	return true
}

func (a *assembler) close(done []unit, damaged bool) ([]unit, bool) {
	found := a.unit
	bad := a.broken || a.fu != nil || len(found.data) > 0 && (!a.begun || a.gap)
	a.open, a.broken, a.begun, a.gap, a.fu, a.unit = false, false, false, false, nil, unit{}
	switch {
	case bad:
		a.needKey = true
		return done, true
	case len(found.data) == 0: // parameter sets alone, or nothing that we keep
		return done, damaged
	case a.needKey && !found.key:
		return done, damaged
	}
	a.needKey = false
	found.ts, found.sets = a.ts, a.sets
	return append(done, found), damaged
}

// payload says whether it was well-formed.
func (a *assembler) payload(b []byte) bool {
	switch kind := b[0] & 31; {
	case kind >= 1 && kind <= 23:
		return a.nal(b)
	case kind == 24:
		return a.aggregate(b[1:])
	case kind == 28:
		return a.fragment(b)
	}
	return false
}

func (a *assembler) aggregate(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 3 {
			return false
		}
		size := int(binary.BigEndian.Uint16(b))
		if size == 0 || size > len(b)-2 || !a.nal(b[2:2+size]) {
			return false
		}
		b = b[2+size:]
	}
	return true
}

func (a *assembler) fragment(b []byte) bool {
	if len(b) < 3 {
		return false
	}
	first, last := b[1]&0x80 != 0, b[1]&0x40 != 0
	switch {
	case first:
		a.fu = append(make([]byte, 0, 8*len(b)), b[0]&0xe0|b[1]&31)
	case a.fu == nil || len(a.fu) > largestUnit:
		a.fu = nil
		return false
	}
	a.fu = append(a.fu, b[2:]...)
	if !last {
		return true
	}
	whole := a.fu
	a.fu = nil
	return a.nal(whole)
}

// nal takes one NAL unit: parameter sets go to the initialisation segment, delimiters, fillers and messages go.
func (a *assembler) nal(b []byte) bool {
	if len(b) < 2 || b[0]&0x80 != 0 || len(a.unit.data)+len(b) > largestUnit {
		return false
	}
	switch b[0] & 31 {
	case nalSPS:
		a.gap = false
		if a.sets.sps != string(b) {
			a.sets = parameterSets{sps: string(b)} // its picture parameters follow
		}
	case nalPPS:
		a.sets = a.sets.with(b)
	case nalSlice, nalIDR:
		if len(a.unit.data) == 0 {
			a.begun = b[1]&0x80 != 0 // first_mb_in_slice is 0
			a.unit.key = b[0]&31 == nalIDR
		}
		a.unit.data = binary.BigEndian.AppendUint32(a.unit.data, uint32(len(b)))
		a.unit.data = append(a.unit.data, b...)
	}
	return true
}
