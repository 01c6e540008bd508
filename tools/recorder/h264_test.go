package main

import (
	"bytes"
	"math/rand"
	"testing"

	"github.com/pion/rtp"
)

var (
	testSPS   = []byte(slate.sets.sps)
	testPPS   = []byte(slate.sets.pps)[2:]
	idrSlice  = append([]byte{0x65, 0x88}, bytes.Repeat([]byte{7}, 300)...)
	nextSlice = append([]byte{0x65, 0x08}, bytes.Repeat([]byte{8}, 300)...) // not the first of its picture
	plain     = append([]byte{0x41, 0x9a}, bytes.Repeat([]byte{9}, 100)...)
)

func aggregate(nals ...[]byte) []byte {
	b := []byte{24}
	for _, nal := range nals {
		b = append(append(b, byte(len(nal)>>8), byte(len(nal))), nal...)
	}
	return b
}

func fragments(nal []byte, size int) (parts [][]byte) {
	head, rest := nal[0], nal[1:]
	for i := 0; i < len(rest); i += size {
		flags := head & 31
		if i == 0 {
			flags |= 0x80
		}
		if i+size >= len(rest) {
			flags |= 0x40
		}
		parts = append(parts, append([]byte{head&0xe0 | 28, flags}, rest[i:min(i+size, len(rest))]...))
	}
	return parts
}

type feed struct {
	t   *testing.T
	a   *assembler
	seq uint16
}

func (f *feed) unit(ts uint32, lose int, payloads ...[]byte) (units []unit, damaged bool) {
	f.t.Helper()
	lost := false
	for i, payload := range payloads {
		f.seq++
		if i == lose {
			lost = true
			continue
		}
		p := &rtp.Packet{Header: rtp.Header{SequenceNumber: f.seq, Timestamp: ts, Marker: i == len(payloads)-1}, Payload: payload}
		found, bad := f.a.add(p, lost)
		lost = false
		units, damaged = append(units, found...), damaged || bad
	}
	return units, damaged
}

func TestAccessUnits(t *testing.T) {
	f := &feed{t: t, a: newAssembler()}
	if units, _ := f.unit(1, -1, plain); len(units) != 0 {
		t.Error("a picture before the first key frame came out")
	}
	payloads := append([][]byte{aggregate(testSPS, testPPS)}, fragments(idrSlice, 100)...)
	units, damaged := f.unit(2, -1, append(payloads, nextSlice)...)
	if len(units) != 1 || damaged || !units[0].key || units[0].sets != slate.sets {
		t.Fatalf("%d units, damaged %v", len(units), damaged)
	}
	if want := 8 + len(idrSlice) + len(nextSlice); len(units[0].data) != want {
		t.Errorf("%d bytes, want %d", len(units[0].data), want)
	}
	if units, _ = f.unit(3, -1, plain); len(units) != 1 || units[0].key {
		t.Errorf("%d units after the key frame", len(units))
	}
}

func TestNothingDamagedComesOut(t *testing.T) {
	payloads := append([][]byte{aggregate(testSPS, testPPS)}, fragments(idrSlice, 50)...)
	for lose := range payloads {
		f := &feed{t: t, a: newAssembler()}
		f.unit(1, -1, payloads...)
		first, bad := f.unit(2, lose, payloads...)
		then, worse := f.unit(3, -1, plain)
		last := lose == len(payloads)-1 // its loss is seen with the next packet
		if len(first)+len(then) != 0 || !bad && !worse {
			t.Errorf("packet %d lost: %d and %d units, damaged %v %v (last: %v)", lose, len(first), len(then), bad, worse, last)
		}
		if again, _ := f.unit(4, -1, payloads...); len(again) != 1 {
			t.Errorf("packet %d lost: no picture at the next key frame", lose)
		}
	}
}

func TestPaddingIsNoPicture(t *testing.T) {
	f := &feed{t: t, a: newAssembler()}
	f.unit(1, -1, aggregate(testSPS, testPPS), idrSlice)
	probe := &rtp.Packet{Header: rtp.Header{Timestamp: 1, Padding: true, PaddingSize: 255}, Payload: make([]byte, 255)}
	if units, damaged := f.a.add(probe, false); len(units) != 0 || damaged {
		t.Error("a probe of the bandwidth was taken for a picture")
	}
	if units, _ := f.unit(2, -1, plain); len(units) != 1 {
		t.Error("the picture after a probe is missing")
	}
}

func TestHostilePayloads(t *testing.T) {
	dice := rand.New(rand.NewSource(7))
	f := &feed{t: t, a: newAssembler()}
	for _, bad := range [][]byte{
		{0}, {24}, {24, 0}, {24, 0, 0}, {24, 255, 255, 1}, {28}, {28, 0x80}, {28, 0x40, 1}, {0x7c, 0x05, 1, 2},
		{0xe5, 1}, {30, 1, 2}, {31}, {0x65}, aggregate(testSPS[:3]),
	} {
		f.unit(dice.Uint32(), -1, bad)
	}
	for range 20000 {
		payload := make([]byte, 1+dice.Intn(40))
		dice.Read(payload)
		payload[0] = []byte{24, 28, 0x65, 0x41, 0x67, 0x68, payload[0]}[dice.Intn(7)]
		f.unit(uint32(dice.Intn(5)), dice.Intn(3)-1, payload)
	}
	f.unit(100, -1, plain)
	if units, _ := f.unit(101, -1, aggregate(testSPS, testPPS), idrSlice); len(units) != 1 || units[0].sets != slate.sets {
		t.Errorf("after all that a good key frame gives %d units", len(units))
	}
}

func TestPictureSizes(t *testing.T) {
	if got, err := readSPS(testSPS); err != nil || got != (videoFormat{"avc1.42C01F", 1280, 720}) {
		t.Errorf("%v, %v", got, err)
	}
	for size := range testSPS[:9] {
		if _, err := readSPS(testSPS[:size]); err == nil {
			t.Errorf("a set of %d bytes was accepted", size)
		}
	}
	huge := []byte{0x67, 66, 0xc0, 31, 0xfa, 0, 0, 0, 1, 0, 0, 0, 1, 0x80, 0xff, 0xff, 0xff}
	if got, err := readSPS(huge); err == nil {
		t.Errorf("a silly size was accepted: %v", got)
	}
	dice := rand.New(rand.NewSource(3))
	for range 20000 {
		b := make([]byte, 5+dice.Intn(40))
		dice.Read(b)
		b[0] = 0x67
		if got, err := readSPS(b); err == nil && (got.width > largestSide || got.height > largestSide || got.width < 1 || got.height < 1) {
			t.Fatalf("% x gives %v", b, got)
		}
	}
}
