package lesson

import (
	"context"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// Query selects lessons for a ledger. Ready keeps those that a campaign can use.
type Query struct {
	Q     string `query:"q" maxLength:"60"`
	Topic string `query:"topic" maxLength:"40"`
	Block string `query:"block" maxLength:"40"`
	Stage string `query:"stage" maxLength:"40"`
	State string `query:"state" maxLength:"40"`
	Whose string `query:"whose" enum:",ours,own" doc:"ours: those that come with the program; own: written here"`
	After string `query:"after" maxLength:"40"`
	Limit int    `query:"limit" minimum:"0" maximum:"500"`
}

// List is a page of the ledger. Counts says how many there are in each state under
// the other filters; "" is their sum.
type List struct {
	Items  []Head         `json:"items" nullable:"false"`
	Next   string         `json:"next"`
	Total  int            `json:"total"`
	Counts map[string]int `json:"counts"`
}

// List returns the lessons that the actor finds, by title within topic and stage.
func (s *Service) List(ctx context.Context, q Query) (*List, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	k, err := s.heads(ctx)
	if err != nil {
		return nil, err
	}
	areas := access.Areas(ctx, PermView)
	out := &List{Counts: map[string]int{}, Items: []Head{}}
	var found []Head
	for i := range k.list {
		h := &k.list[i]
		if !h.visible(areas) || !q.matches(h) {
			continue
		}
		out.Counts[""]++
		out.Counts[string(h.State)]++
		if q.State == "" || q.State == string(h.State) {
			found = append(found, *h)
		}
	}
	slices.SortStableFunc(found, byTopic)
	out.Total = len(found)
	if i := slices.IndexFunc(found, func(h Head) bool { return h.ID == q.After }); q.After != "" && i >= 0 {
		found = found[i+1:]
	}
	limit := q.Limit
	if limit == 0 {
		limit = 100
	}
	if len(found) > limit {
		found = found[:limit]
		out.Next = found[limit-1].ID
	}
	out.Items = append(out.Items, found...)
	return out, nil
}

func (q *Query) matches(h *Head) bool {
	typed := strings.ToLower(strings.TrimSpace(q.Q))
	return (q.Topic == "" || q.Topic == h.Topic) && (q.Block == "" || q.Block == h.Block) && (q.Stage == "" || q.Stage == string(h.Stage)) &&
		(q.Whose == "" || (q.Whose == "ours") == h.builtIn()) && strings.Contains(strings.ToLower(h.Title+"\n"+h.Place), typed)
}

// byTopic sorts own lessons before ours, then by topic and stage as they are listed
// in the outline.
func byTopic(a, b Head) int {
	rank := func(h Head) [3]int {
		own := 0
		if h.builtIn() {
			own = 1
		}
		return [3]int{own, slices.Index(Topics, h.Topic), slices.Index(stageNames, string(h.Stage))}
	}
	x, y := rank(a), rank(b)
	if c := slices.Compare(x[:], y[:]); c != 0 {
		return c
	}
	return strings.Compare(a.Title, b.Title)
}

// Detail is a lesson with all that its teachers and authors see: the draft if there
// is one, else the newest version, with answers.
type Detail struct {
	Head
	Content  Content           `json:"content"`
	Media    map[string]Medium `json:"media" nullable:"false"`
	Findings Findings          `json:"findings"`
	Releases []Release         `json:"releases" nullable:"false"`
}

// head finds a lesson that the actor may see.
func (s *Service) head(ctx context.Context, lessonID string) (*Head, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	k, err := s.heads(ctx)
	if err != nil {
		return nil, err
	}
	h := k.byID[lessonID]
	if h == nil || !h.visible(access.Areas(ctx, PermView)) {
		return nil, ErrNotFound
	}
	return h, nil
}

// Get returns a lesson to its teachers and authors.
func (s *Service) Get(ctx context.Context, lessonID string) (*Detail, error) {
	if _, err := s.head(ctx, lessonID); err != nil {
		return nil, err
	}
	d := &Detail{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d.Head, err = getHead(ctx, tx, lessonID); err != nil {
			return err
		}
		text, err := draftOf(ctx, tx, lessonID)
		if err == nil && text == "" {
			text, err = versionText(ctx, tx, lessonID, d.Newest)
		}
		if err != nil {
			return err
		}
		c, err := Parse([]byte(text))
		if err != nil {
			return err
		}
		d.Content = *c
		if d.Media, err = s.mediaOf(ctx, tx, lessonID, c); err != nil {
			return err
		}
		if d.Findings, err = s.findings(ctx, tx, &d.Head, c); err != nil {
			return err
		}
		d.Releases, err = releases(ctx, tx, lessonID)
		return err
	})
	return d, err
}

// Public is a published version as pupils see it: nothing in it is for the teacher
// alone, and no question.
type Public struct {
	ID         string            `json:"id"`
	Version    int               `json:"version"`
	Title      string            `json:"title"`
	Topic      string            `json:"topic"`
	Block      string            `json:"block"`
	Stage      string            `json:"stage"`
	Minutes    int               `json:"minutes"`
	MinSeconds int               `json:"minSeconds"`
	Draw       int               `json:"draw"`
	Pass       int               `json:"pass"`
	Pages      []Page            `json:"pages" nullable:"false"`
	Media      map[string]Medium `json:"media" nullable:"false"`
}

// Read returns a published version to a pupil who shows his token, or to a person
// who finds the lesson.
func (s *Service) Read(ctx context.Context, lessonID string, number int, token string) (*Public, error) {
	if err := s.mayRead(ctx, lessonID, token); err != nil {
		return nil, err
	}
	v, err := s.version(ctx, lessonID, number)
	if err != nil {
		return nil, err
	}
	c := v.Content
	shown := map[string]Medium{}
	for _, b := range c.parts() {
		for _, name := range []string{b.Picture, b.File, b.Package} {
			if m, ok := v.media[name]; ok {
				shown[name] = m
			}
		}
	}
	return &Public{ID: lessonID, Version: number, Title: c.Title, Topic: c.Topic, Block: c.Block, Stage: string(c.Stage), Minutes: c.Minutes,
		MinSeconds: c.MinSeconds, Draw: c.Draw, Pass: c.Pass, Pages: c.Pages, Media: shown}, nil
}

func (s *Service) mayRead(ctx context.Context, lessonID, token string) error {
	if token != "" && s.learners != nil {
		_, err := s.learners.Learner(token)
		return err
	}
	_, err := s.head(ctx, lessonID)
	return err
}

// Teach returns a published version with its answers and what is for the teacher, to
// a person who finds the lesson.
func (s *Service) Teach(ctx context.Context, lessonID string, number int) (*Taught, error) {
	if _, err := s.head(ctx, lessonID); err != nil {
		return nil, err
	}
	v, err := s.version(ctx, lessonID, number)
	if err != nil {
		return nil, err
	}
	return &Taught{ID: lessonID, Version: number, Content: *v.Content, Media: v.media}, nil
}

// Taught is a published version for its teacher.
type Taught struct {
	ID      string            `json:"id"`
	Version int               `json:"version"`
	Content Content           `json:"content"`
	Media   map[string]Medium `json:"media" nullable:"false"`
}
