package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
	"github.com/pion/webrtc/v4/pkg/media/oggreader"
)

// pictures reads a film: frames, what they are, and their size.
func pictures(file string) (units [][]byte, mime string, width, height int) {
	if strings.HasSuffix(file, ".ivf") {
		units, width, height = vp8Frames(file)
		return units, webrtc.MimeTypeVP8, width, height
	}
	units, width, height = accessUnits(file)
	return units, webrtc.MimeTypeH264, width, height
}

func vp8Frames(file string) (frames [][]byte, width, height int) {
	f, err := os.Open(file)
	check(err)
	defer f.Close()
	reader, header, err := ivfreader.NewWith(f)
	check(err)
	for {
		frame, _, err := reader.ParseNextFrame()
		if errors.Is(err, io.EOF) {
			return frames, int(header.Width), int(header.Height)
		}
		check(err)
		frames = append(frames, frame)
	}
}

// accessUnits splits an Annex B file with access unit delimiters, and asks ffprobe for the size.
func accessUnits(file string) (units [][]byte, width, height int) {
	data, err := os.ReadFile(file)
	check(err)
	delimiter := []byte{0, 0, 0, 1, 9}
	for _, part := range bytes.Split(data, delimiter) {
		if len(part) > 1 {
			units = append(units, part[1:])
		}
	}
	out, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", file).Output()
	check(err)
	fields := strings.Split(strings.TrimSpace(string(out)), ",")
	if len(fields) < 2 {
		check(errors.New("ffprobe does not say the size"))
	}
	width, _ = strconv.Atoi(fields[0])
	height, _ = strconv.Atoi(fields[1])
	return units, width, height
}

// opusFrames reads the packets of an Ogg file that has one packet a page (ffmpeg -page_duration 1).
func opusFrames(file string) (packets [][]byte) {
	f, err := os.Open(file)
	check(err)
	defer f.Close()
	reader, _, err := oggreader.NewWith(f)
	check(err)
	for {
		page, _, err := reader.ParseNextPage()
		if errors.Is(err, io.EOF) {
			return packets
		}
		check(err)
		if !bytes.HasPrefix(page, []byte("Opus")) {
			packets = append(packets, page)
		}
	}
}
