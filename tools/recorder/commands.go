package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
)

// scene is all that the supervisor wants recorded, as identities of participants.
type scene struct {
	Picture  string            `json:"picture"`  // "" is nobody: the slate
	Source   string            `json:"source"`   // camera or screen
	Voices   []string          `json:"voices"`   // whose microphones are the floor
	Channels map[string]string `json:"channels"` // interpreter on air by language; "" is nobody: the floor
}

type command struct {
	Do string `json:"do"`
	scene
}

const (
	longestLine = 1 << 20
	mostVoices  = 200
)

var channelName = regexp.MustCompile(`^[a-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// readCommands calls `obey` for each line that is a command and `refuse` with the reason for any other. It ends
// with the input.
func readCommands(input io.Reader, obey func(command), refuse func(error)) {
	lines := bufio.NewReaderSize(input, 1<<16)
	for {
		line, err := readLine(lines)
		if errors.Is(err, errLong) {
			refuse(err)
			continue
		}
		if len(line) > 0 {
			if c, bad := parseCommand(line); bad != nil {
				refuse(bad)
			} else {
				obey(c)
			}
		}
		if err != nil {
			return
		}
	}
}

var errLong = fmt.Errorf("a line of more than %d bytes", longestLine)

// readLine reads one line however long, but keeps no more than longestLine of it.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, more, err := r.ReadLine()
		if long = long || len(line)+len(part) > longestLine; !long {
			line = append(line, part...)
		}
		switch {
		case err != nil:
			return line, err
		case !more && long:
			return nil, errLong
		case !more:
			return line, nil
		}
	}
}

func parseCommand(line []byte) (command, error) {
	var c command
	if err := json.Unmarshal(line, &c); err != nil {
		return c, errors.New("not a JSON object with the fields of a command")
	}
	switch c.Do {
	case "cut":
		return c, nil
	case "scene":
		return c, c.check()
	}
	return c, errors.New("unknown command")
}

func (s *scene) check() error {
	if s.Source == "" {
		s.Source = "camera"
	}
	switch {
	case s.Source != "camera" && s.Source != "screen":
		return errors.New("source is camera or screen")
	case len(s.Voices) > mostVoices || len(s.Channels) > mostVoices:
		return fmt.Errorf("more than %d voices or channels", mostVoices)
	case slices.Contains(s.Voices, ""):
		return errors.New("a voice without an identity")
	}
	for name := range s.Channels {
		if !channelName.MatchString(name) || name == "video" || name == "floor" {
			return errors.New("a channel is named by its language")
		}
	}
	return nil
}
