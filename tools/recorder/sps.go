package main

import (
	"errors"
	"fmt"
)

var errSPS = errors.New("not a usable H.264 sequence parameter set")

const largestSide = 8192 // pixels

// videoFormat is what the playlist and the initialisation segment say of a picture.
type videoFormat struct {
	codec         string // "avc1.42E01F"
	width, height int
}

// bitReader reads beyond the end as zeros and remembers it.
type bitReader struct {
	data []byte
	pos  int
	bad  bool
}

func (r *bitReader) bit() int {
	at := r.pos / 8
	if at >= len(r.data) {
		r.bad = true
		return 0
	}
	r.pos++
	return int(r.data[at]>>(7-(r.pos-1)%8)) & 1
}

func (r *bitReader) bits(n int) (v int) {
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

// ue is an unsigned Exp-Golomb number.
func (r *bitReader) ue() int {
	zeros := 0
	for r.bit() == 0 {
		if zeros++; zeros > 31 || r.bad {
			r.bad = true
			return 0
		}
	}
	return 1<<zeros - 1 + r.bits(zeros)
}

func (r *bitReader) se() int {
	if v := r.ue(); v&1 == 1 {
		return (v + 1) / 2
	} else {
		return -v / 2
	}
}

func (r *bitReader) scalingList(size int) {
	last, next := 8, 8
	for range size {
		if next != 0 {
			next = (last + r.se() + 256) % 256
		}
		if next != 0 {
			last = next
		}
		if r.bad {
			return
		}
	}
}

// unescape drops the emulation prevention bytes.
func unescape(nal []byte) []byte {
	out := make([]byte, 0, len(nal))
	zeros := 0
	for _, b := range nal {
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		if out = append(out, b); b == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return out
}

// readSPS reads codec and size; errSPS for what is cut off, absurdly large, or not 8 bit 4:2:0.
func readSPS(nal []byte) (videoFormat, error) {
	if len(nal) < 5 || nal[0]&31 != nalSPS {
		return videoFormat{}, errSPS
	}
	r := &bitReader{data: unescape(nal[1:])}
	profile := r.bits(8)
	r.bits(16)
	r.ue()
	chroma := 1
	if profile >= 100 || profile == 44 || profile == 83 || profile == 86 {
		chroma = r.highProfile()
	}
	r.ue()
	r.pictureOrder()
	r.ue()
	r.bit()
	width, height := (r.ue()+1)*16, (r.ue()+1)*16
	frames := r.bit()
	height *= 2 - frames
	if frames == 0 {
		r.bit()
	}
	r.bit()
	if r.bit() == 1 {
		left, right, top, bottom := r.ue(), r.ue(), r.ue(), r.ue()
		width -= (left + right) * 2
		height -= (top + bottom) * 2 * (2 - frames)
	}
	if r.bad || chroma != 1 || width < 16 || height < 16 || width > largestSide || height > largestSide {
		return videoFormat{}, errSPS
	}
	return videoFormat{fmt.Sprintf("avc1.%02X%02X%02X", nal[1], nal[2], nal[3]), width, height}, nil
}

// highProfile reads what the high profiles add; the answer is the chroma format, 0 where we cannot follow.
func (r *bitReader) highProfile() (chroma int) {
	chroma = r.ue()
	if chroma == 3 {
		r.bit()
	}
	luma, colour := r.ue(), r.ue()
	r.bit()
	if r.bit() == 1 {
		for list := range 8 {
			if r.bit() == 1 {
				r.scalingList([2]int{16, 64}[list/6])
			}
		}
	}
	if luma != 0 || colour != 0 {
		return 0
	}
	return chroma
}

func (r *bitReader) pictureOrder() {
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		r.bit()
		r.se()
		r.se()
		count := r.ue()
		if count > 255 {
			r.bad = true
			return
		}
		for range count {
			r.se()
		}
	}
}
