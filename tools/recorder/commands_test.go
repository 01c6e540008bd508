package main

import (
	"strings"
	"testing"
)

func TestCommands(t *testing.T) {
	input := strings.Join([]string{
		`{"do":"scene","picture":"a","voices":["a","b"],"channels":{"kk":"i","zh-Hans":""}}`,
		`{"do":"cut"}`,
		``,
		`{"do":"scene"}`,
		`not json`, `[]`, `null`, `{"do":5}`, `{"do":"dance"}`, `{}`,
		`{"do":"scene","source":"window"}`,
		`{"do":"scene","voices":[""]}`,
		`{"do":"scene","channels":{"floor":""}}`, `{"do":"scene","channels":{"../x":""}}`, `{"do":"scene","channels":{"":""}}`,
		`{"do":"scene","voices":"a"}`,
		`{"do":"scene","picture":"` + strings.Repeat("x", longestLine) + `"}`,
		`{"do":"cut"}`,
	}, "\n")
	var obeyed []command
	var refused []error
	readCommands(strings.NewReader(input), func(c command) { obeyed = append(obeyed, c) }, func(err error) { refused = append(refused, err) })
	if len(obeyed) != 4 || len(refused) != 13 {
		t.Fatalf("%d obeyed, %d refused: %v", len(obeyed), len(refused), refused)
	}
	if s := obeyed[0].scene; s.Picture != "a" || s.Source != "camera" || len(s.Voices) != 2 || s.Channels["kk"] != "i" {
		t.Errorf("%+v", s)
	}
	for _, err := range refused {
		if strings.Contains(err.Error(), "dance") || len(err.Error()) > 80 {
			t.Errorf("repeats what it was told: %v", err)
		}
	}
}

func TestCommandLine(t *testing.T) {
	t.Setenv("CONSILIUM_TOKEN", "x")
	good := []string{"-url", "ws://127.0.0.1:1", "-spool", "x"}
	if o, err := parse(append(good, "-segment", "4s", "-from", "7", "-zero", "1000")); err != nil || o.from != 7 || o.token != "x" {
		t.Errorf("%+v, %v", o, err)
	}
	t.Setenv("CONSILIUM_TOKEN", "x")
	if o, err := parse(append(good, "-transcode", `["a", "-m"]`)); err != nil || len(o.transcode) != 2 {
		t.Errorf("%+v, %v", o, err)
	}
	t.Setenv("CONSILIUM_TOKEN", "x")
	if o, err := parse(append(good, "-zero", "99999999999998", "-now", "99999999999999")); err != nil || o.zero != o.now-1 {
		t.Errorf("the clock is the one it is told of: %+v, %v", o, err)
	}
	t.Setenv("CONSILIUM_TOKEN", "")
	if o, err := parse([]string{"-spool", "x", "-rest"}); err != nil || !o.rest {
		t.Errorf("what was left open needs no room: %+v, %v", o, err)
	}
	for _, bad := range [][]string{
		{}, {"-rest"}, append(good, "-now", "-1"), append(good, "-zero", "1001", "-now", "1000"), {"-url", "x"}, append(good, "extra"), append(good, "-segment", "1ms"), append(good, "-from", "-1"),
		append(good, "-zero", "99999999999999"), append(good, "-nonsense"),
		append(good, "-transcode", "cat"), append(good, "-transcode", "[]"), append(good, "-transcode", `[""]`), append(good, "-transcode", "{}"),
	} {
		t.Setenv("CONSILIUM_TOKEN", "x")
		if _, err := parse(bad); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
	t.Setenv("CONSILIUM_TOKEN", "")
	if _, err := parse(good); err == nil {
		t.Error("it would join without a token")
	}
}
