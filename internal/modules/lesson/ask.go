package lesson

import (
	"context"
	"encoding/json"

	"huxue/internal/platform/org"
)

// Outline is what a campaign must know of a lesson to make a step of it: its newest
// published version. Retired says that no new campaign should begin with it.
type Outline struct {
	ID         string
	Version    int
	Title      string
	Stage      org.Stage
	Topic      string
	Block      string
	Minutes    int
	MinSeconds int
	Draw       int
	Pass       int
	Retired    bool
}

// Outline returns the newest published version of a lesson, in outline.
// access: exempt, asked by the system's own parts.
func (s *Service) Outline(ctx context.Context, lessonID string) (Outline, error) {
	k, err := s.heads(ctx)
	if err != nil {
		return Outline{}, err
	}
	h := k.byID[lessonID]
	if h == nil || h.Newest == 0 {
		return Outline{}, ErrNotFound
	}
	v, err := s.version(ctx, lessonID, h.Newest)
	if err != nil {
		return Outline{}, err
	}
	c := v.Content
	return Outline{ID: lessonID, Version: h.Newest, Title: c.Title, Stage: c.Stage, Topic: c.Topic, Block: c.Block,
		Minutes: c.Minutes, MinSeconds: c.MinSeconds, Draw: c.Draw, Pass: c.Pass, Retired: h.State == Retired}, nil
}

// Paper draws the questions of a seed, without answers; see Paper, the type.
// access: exempt, asked by the system's own parts.
func (s *Service) Paper(ctx context.Context, lessonID string, version int, seed uint64) (json.RawMessage, error) {
	v, err := s.version(ctx, lessonID, version)
	if err != nil {
		return nil, err
	}
	return json.Marshal(v.paper(seed))
}

func (v *Version) paper(seed uint64) Paper {
	p := Paper{Questions: []Asked{}, Media: map[string]Medium{}}
	for _, d := range v.Content.draw(seed) {
		p.Questions = append(p.Questions, d.asked())
		if m, ok := v.media[d.Picture]; ok {
			p.Media[d.Picture] = m
		}
	}
	return p
}

// Judge counts the right answers to the paper of a seed. It touches no database once
// the version is in memory.
// access: exempt, asked by the system's own parts.
func (s *Service) Judge(ctx context.Context, lessonID string, version int, seed uint64, answers json.RawMessage) (right, of int, err error) {
	v, err := s.version(ctx, lessonID, version)
	if err != nil {
		return 0, 0, err
	}
	return v.Content.Judge(seed, answers)
}

// Review judges each question and says why, to be shown once a paper is handed in.
// access: exempt, asked by the system's own parts.
func (s *Service) Review(ctx context.Context, lessonID string, version int, seed uint64, answers json.RawMessage) ([]Judged, error) {
	v, err := s.version(ctx, lessonID, version)
	if err != nil {
		return nil, err
	}
	return v.Content.Review(seed, answers)
}
