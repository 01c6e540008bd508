package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"os"
)

// A journal holds what an open slot has so far, so that a kill -9 loses only what was not yet handed to the kernel.
// Records: length of the body (4 bytes), its CRC-32 (4 bytes), the body. The first body is the header as JSON.
type journalHeader struct {
	Number        int       `json:"n"`
	From          int64     `json:"from"` // ns since zero
	Discontinuity bool      `json:"discontinuity"`
	Video         initEvent `json:"video"`
	Sounds        []string  `json:"sounds"`
}

const (
	recordHead  = 8
	entryHead   = 1 + 1 + 8 + 8 // rendition, flags, at, dur
	flagKey     = 1
	flagFilled  = 2
	videoRecord = 255 // in place of the number of a sound
)

type journal struct {
	path string
	file *os.File
	w    *bufio.Writer
}

func newJournal(path string, header journalHeader) (*journal, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	j := &journal{path, file, bufio.NewWriterSize(file, 1<<16)}
	body, err := json.Marshal(header)
	if err == nil {
		err = j.record(body, nil)
	}
	if err == nil {
		err = j.w.Flush()
	}
	return j, err
}

func (j *journal) record(head, data []byte) error {
	sum := crc32.Update(crc32.ChecksumIEEE(head), crc32.IEEETable, data)
	var lead [recordHead]byte
	binary.BigEndian.PutUint32(lead[:], uint32(len(head)+len(data)))
	binary.BigEndian.PutUint32(lead[4:], sum)
	for _, part := range [][]byte{lead[:], head, data} {
		if _, err := j.w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func (j *journal) add(rendition byte, s sample, filled bool) error {
	head := make([]byte, 2, entryHead)
	head[0] = rendition
	if s.key {
		head[1] |= flagKey
	}
	if filled {
		head[1] |= flagFilled
	}
	head = binary.BigEndian.AppendUint64(head, uint64(s.at))
	head = binary.BigEndian.AppendUint64(head, uint64(s.dur))
	return j.record(head, s.data)
}

// flush hands all of it to the kernel.
func (j *journal) flush() error {
	if j.w == nil {
		return nil // one that was read
	}
	return j.w.Flush()
}

// close ends the journal of a slot whose segments are written.
func (j *journal) close() {
	_ = j.file.Close()
	_ = os.Remove(j.path)
}

type journalEntry struct {
	rendition byte
	filled    bool
	sample
}

// readJournal reads what is whole; a torn end is what a kill leaves.
func readJournal(path string) (header journalHeader, entries []journalEntry, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return header, nil, err
	}
	first := true
	for len(data) >= recordHead {
		size := int(binary.BigEndian.Uint32(data))
		if size > len(data)-recordHead {
			break
		}
		body := data[recordHead : recordHead+size]
		if crc32.ChecksumIEEE(body) != binary.BigEndian.Uint32(data[4:]) {
			break
		}
		data = data[recordHead+size:]
		if first {
			if err = json.Unmarshal(body, &header); err != nil {
				return header, nil, err
			}
			first = false
			continue
		}
		if len(body) < entryHead {
			break
		}
		entries = append(entries, journalEntry{body[0], body[1]&flagFilled != 0, sample{
			at: int64(binary.BigEndian.Uint64(body[2:])), dur: int64(binary.BigEndian.Uint64(body[10:])),
			key: body[1]&flagKey != 0, data: body[entryHead:],
		}})
	}
	if first {
		return header, nil, io.ErrUnexpectedEOF
	}
	return header, entries, nil
}
