package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// killStorms cuts the power in the middle of a storm, many times: every press
// that was answered is there afterwards, once, and soon on the desk.
func killStorms(ctx context.Context, r *report, s *server, schools []string) error {
	var missing, doubled, answered, unanswered int
	var back []time.Duration
	for round := range kills {
		guard, err := logIn(ctx, s.addr, "jiaoyuju")
		if err != nil {
			return err
		}
		police, err := logIn(ctx, s.addr, "zhihui")
		if err != nil {
			return err
		}
		name := fmt.Sprintf("断电%02d", round)
		time.AfterFunc(time.Duration(20+rand.IntN(500))*time.Millisecond, s.kill)
		sent, lost := burst(ctx, guard, schools, name)
		transport.CloseIdleConnections()
		<-waitDead(s)

		began := time.Now()
		if _, err := s.start(ctx); err != nil {
			return err
		}
		have, err := onDesk(ctx, police, name, sent)
		if err != nil {
			return err
		}
		back = append(back, time.Since(began))
		answered, unanswered = answered+len(sent), unanswered+lost
		for _, p := range sent {
			switch have[p.alarm] {
			case 0:
				missing++
			case 1:
			default:
				doubled++
			}
		}
		again, err := resend(ctx, guard, schools, name, sent)
		if err != nil {
			return err
		}
		doubled += again
	}
	r.plain(fmt.Sprintf("kill -9 × %d: presses answered before the kill", kills), float64(answered), "")
	r.plain("presses cut off by the kill, sent again", float64(unanswered), "")
	r.exactly("answered presses missing after the restart", float64(missing), "", 0)
	r.exactly("presses doubled, after sending all of them again", float64(doubled), "", 0)
	r.most("restart → all of them on the desk, worst", slices.Max(back).Seconds(), "s", 1)
	r.plain("restart → all of them on the desk, p50", quantile(back, .5)/1000, "s")
	return nil
}

func waitDead(s *server) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		for s.cmd.ProcessState == nil {
			time.Sleep(time.Millisecond)
		}
		close(done)
	}()
	return done
}

// onDesk opens a desk as its page does, stream first and then the list, and
// returns how often each alarm of the round is on it.
func onDesk(ctx context.Context, police *client, name string, sent []pressed) (map[string]int, error) {
	d, err := police.openDesk(ctx)
	if err != nil {
		return nil, err
	}
	defer d.close()
	return listed(ctx, police, name)
}

func listed(ctx context.Context, c *client, name string) (map[string]int, error) {
	var list struct {
		Items []struct {
			ID    string `json:"id"`
			Place string `json:"place"`
		} `json:"items"`
	}
	if err := c.get(ctx, "/api/v1/alarms?open=true&limit=2000&q="+name, &list); err != nil {
		return nil, err
	}
	have := map[string]int{}
	for _, a := range list.Items {
		if a.Place == name {
			have[a.ID]++
		}
	}
	return have, nil
}

// resend sends every press of the round once more, as phones do, and counts how
// many alarms there are too many.
func resend(ctx context.Context, guard *client, schools []string, name string, sent []pressed) (int, error) {
	first := map[string]string{}
	for _, p := range sent {
		first[p.key] = p.alarm
	}
	again, lost := burst(ctx, guard, schools, name)
	if lost > 0 {
		return 0, fmt.Errorf("%d presses refused after the restart", lost)
	}
	doubled := 0
	for _, p := range again {
		if was, ok := first[p.key]; ok && was != p.alarm {
			doubled++
		}
	}
	have, err := listed(ctx, guard, name)
	if err != nil {
		return 0, err
	}
	return doubled + max(0, len(have)-len(schools)), nil
}
