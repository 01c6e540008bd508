package main

import (
	"bytes"
	"encoding/binary"
)

const (
	videoScale = 90000
	preSkip    = 312 // samples before Opus' output is its input, said to players
)

// sample is one picture or one Opus packet; times in the track's own timescale since zero.
type sample struct {
	at, dur int64
	key     bool
	data    []byte
}

func u16(v int) []byte        { return binary.BigEndian.AppendUint16(nil, uint16(v)) }
func u32(v uint32) []byte     { return binary.BigEndian.AppendUint32(nil, v) }
func u64(v uint64) []byte     { return binary.BigEndian.AppendUint64(nil, v) }
func join(b ...[]byte) []byte { return bytes.Join(b, nil) }
func zeros(n int) []byte      { return make([]byte, n) }
func box(kind string, b ...[]byte) []byte {
	body := join(b...)
	return join(u32(uint32(len(body)+8)), []byte(kind), body)
}
func full(kind string, version byte, flags uint32, b ...[]byte) []byte {
	return box(kind, join(u32(uint32(version)<<24|flags), join(b...)))
}

var matrix = join(u32(0x10000), zeros(12), u32(0x10000), zeros(12), u32(0x40000000))

// videoInit is the initialisation segment of one picture format.
func videoInit(sets parameterSets, format videoFormat) []byte {
	sps := []byte(sets.sps)
	avcc := box("avcC", []byte{1, sps[1], sps[2], sps[3], 0xff, 0xe1}, u16(len(sps)), sps,
		[]byte{byte(sets.count())}, []byte(sets.pps), highProfile(sps[1]))
	entry := box("avc1", zeros(6), u16(1), zeros(16), u16(format.width), u16(format.height), u32(0x480000), u32(0x480000),
		u32(0), u16(1), zeros(32), u16(0x18), u16(0xffff), avcc)
	return initSegment(mediaTrack{
		scale: videoScale, entry: entry, handler: "vide", header: full("vmhd", 0, 1, zeros(8)),
		width: format.width, height: format.height,
	})
}

// highProfile is what avcC adds for the high profiles: 4:2:0, 8 bit (readSPS refuses anything else).
func highProfile(profile byte) []byte {
	if profile < 100 {
		return nil
	}
	return []byte{0xfd, 0xf8, 0xf8, 0}
}

// soundInit is the initialisation segment of every sound rendition: two channels, whatever the packets hold.
func soundInit() []byte {
	dops := box("dOps", []byte{0, 2}, u16(preSkip), u32(rate), u16(0), []byte{0})
	entry := box("Opus", zeros(6), u16(1), zeros(8), u16(2), u16(16), u32(0), u32(rate<<16), dops)
	return initSegment(mediaTrack{scale: rate, entry: entry, handler: "soun", header: full("smhd", 0, 0, zeros(4)), volume: 0x100})
}

type mediaTrack struct {
	scale         uint32
	entry         []byte
	handler       string
	header        []byte
	volume        int
	width, height int
}

func initSegment(t mediaTrack) []byte {
	stbl := box("stbl", full("stsd", 0, 0, u32(1), t.entry), full("stts", 0, 0, u32(0)), full("stsc", 0, 0, u32(0)),
		full("stsz", 0, 0, u32(0), u32(0)), full("stco", 0, 0, u32(0)))
	dinf := box("dinf", full("dref", 0, 0, u32(1), full("url ", 0, 1)))
	mdia := box("mdia", full("mdhd", 0, 0, u32(0), u32(0), u32(t.scale), u32(0), u16(0x55c4), u16(0)),
		full("hdlr", 0, 0, u32(0), []byte(t.handler), zeros(12), []byte("\x00")), box("minf", t.header, dinf, stbl))
	tkhd := full("tkhd", 0, 7, u32(0), u32(0), u32(1), u32(0), u32(0), zeros(8), u16(0), u16(0), u16(t.volume), u16(0),
		matrix, u32(uint32(t.width)<<16), u32(uint32(t.height)<<16))
	mvhd := full("mvhd", 0, 0, u32(0), u32(0), u32(1000), u32(0), u32(0x10000), u16(0x100), zeros(10), matrix, zeros(24), u32(2))
	moov := box("moov", mvhd, box("trak", tkhd, mdia), box("mvex", full("trex", 0, 0, u32(1), u32(1), u32(0), u32(0), u32(0))))
	return join(box("ftyp", []byte("iso6"), u32(0), []byte("iso6mp41cmfc")), moov)
}

// mediaSegment is one segment: one moof and one mdat. `number` is its number in the take, `samples` not empty.
func mediaSegment(number int, samples []sample) []byte {
	var run, data bytes.Buffer
	for _, s := range samples {
		flags := uint32(0x01010000) // depends on others, no sync sample
		if s.key {
			flags = 0x02000000
		}
		run.Write(u32(uint32(s.dur)))
		run.Write(u32(uint32(len(s.data))))
		run.Write(u32(flags))
		data.Write(s.data)
	}
	moof := func(offset int) []byte {
		return box("moof", full("mfhd", 0, 0, u32(uint32(number+1))), box("traf",
			full("tfhd", 0, 0x020000, u32(1)), full("tfdt", 1, 0, u64(uint64(samples[0].at))),
			full("trun", 0, 0x000701, u32(uint32(len(samples))), u32(uint32(offset)), run.Bytes())))
	}
	head := moof(0)
	return join(box("styp", []byte("msdh"), u32(0), []byte("msdhmsixcmfc")), moof(len(head)+8), box("mdat", data.Bytes()))
}
