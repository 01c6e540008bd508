package main

import (
	_ "embed"
)

// One dark grey picture, shown once a second while there is nobody to show. Made once by
//
//	ffmpeg -f lavfi -i color=c=0x2b2f36:s=1280x720:r=1 -frames:v 1 -c:v libx264 -profile:v baseline -preset veryslow \
//	  -x264-params keyint=1:aud=0:repeat-headers=1 -bsf:v filter_units=remove_types=6 -f h264 slate.h264
//
//go:embed slate.h264
var slateFile []byte

// slate goes the same way as a picture from the SFU: NAL units through the assembler.
var slate = func() unit {
	a := newAssembler()
	for _, nal := range annexB(slateFile) {
		if !a.nal(nal) {
			panic("slate.h264 is broken")
		}
	}
	a.open = true
	done, _ := a.close(nil, false)
	return done[0]
}()

// annexB splits a byte stream at its start codes.
func annexB(b []byte) (nals [][]byte) {
	begin := -1
	for i := 0; i+3 <= len(b); i++ {
		if b[i] != 0 || b[i+1] != 0 || b[i+2] != 1 {
			continue
		}
		if begin >= 0 {
			nals = append(nals, trimZeros(b[begin:i]))
		}
		begin = i + 3
	}
	if begin >= 0 {
		nals = append(nals, trimZeros(b[begin:]))
	}
	return nals
}

func trimZeros(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return b
}
