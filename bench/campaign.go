package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"huxue/internal/app"
	"huxue/internal/city"
	"huxue/internal/kit/config"
	"huxue/internal/kit/db"
	"huxue/internal/platform/pupil"
)

// The headline of the city this one is modelled on: 259,633 of 272,580 completed.
const (
	headlineDone = 259_633
	connections  = 256
)

// learner is a pupil with his token.
type learner struct{ id, class, token string }

// campaigns is a running server with its whole city of pupils.
type campaigns struct {
	r        *report
	s        *server
	database string
	pupils   []learner
	bureau   *client
	second   *client
	school   *client // who may lead any class of the city
	path     string
}

// benchCampaign measures the evening on which a whole city learns.
func benchCampaign(ctx context.Context, r *report, database string) error {
	schools := city.FullSchools
	if n, err := strconv.Atoi(os.Getenv("BENCH_SCHOOLS")); err == nil { // to try the suite itself
		schools = n
	}
	s, err := newServer(ctx, database, schools)
	if err != nil {
		return err
	}
	defer s.close()
	b := &campaigns{r: r, s: s, database: database, path: "/14/1409/"}
	if err := b.roster(ctx); err != nil {
		return err
	}
	if _, err := s.start(ctx); err != nil {
		return err
	}
	if err := b.logIn(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"singles", b.singles}, {"class", b.classes}, {"headline", b.headline}, {"kill", b.kills}, {"numbers", b.numbers}, {"cheat", b.cheat}, {"page", b.page}, {"import", b.rosters},
	} {
		if !r.wanted(part.name) {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// inside opens the system over the server's database, to lay out what a measurement
// needs or to count what it has left; the server must not be writing.
func (b *campaigns) inside(ctx context.Context, do func(a *app.App) error) error {
	cfg := &config.Config{Data: b.s.dir, DB: b.s.dbURL, Listen: "127.0.0.1:0", TLS: "off"}
	a, err := app.Open(ctx, app.Options{Config: cfg, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

// roster signs every pupil in, class by class.
func (b *campaigns) roster(ctx context.Context) error {
	return b.inside(ctx, func(a *app.App) error {
		now := time.Now()
		return a.Database().Read(ctx, func(tx *db.Tx) error {
			return db.Each(ctx, tx, func(s db.Scanner) error {
				l := pupil.Learner{Issued: now}
				err := s.Scan(&l.PupilID, &l.ClassID, &l.SchoolID, &l.Path)
				b.pupils = append(b.pupils, learner{l.PupilID, l.ClassID, a.LearnerToken(l)})
				return err
			}, `SELECT p.id, p.class_id, p.school_id, s.path FROM pupils p JOIN schools s ON s.id = p.school_id
				WHERE p.status = 'active' ORDER BY p.class_id, p.seat`)
		})
	})
}

func (b *campaigns) logIn(ctx context.Context) (err error) {
	var admin *client
	for login, c := range map[string]**client{"jiaoyuju": &b.bureau, "fenguan": &b.second, "guanli": &admin} {
		if *c, err = logIn(ctx, b.s.addr, login); err != nil {
			return err
		}
	}
	return nil
}

// card is what a campaign's verbs answer.
type campaignCard struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	State   string `json:"state"`
}

// begin publishes a campaign of one step and returns it once it runs, with the time
// its roll took.
func (b *campaigns) begin(ctx context.Context, title string, seconds int) (campaignCard, time.Duration, error) {
	var c campaignCard
	now := time.Now()
	body := map[string]any{"path": b.path, "title": title, "theme": "", "definition": "看完并承诺",
		"stages":  []string{"kindergarten", "lower", "upper", "junior", "senior"},
		"steps":   []any{map[string]any{"kind": "learn", "title": "看一看", "minSeconds": seconds}},
		"startAt": now.UnixMilli(), "untilAt": now.Add(30 * 24 * time.Hour).UnixMilli()}
	if err := b.bureau.send(ctx, http.MethodPost, "/api/v1/campaigns", body, &c); err != nil {
		return c, 0, err
	}
	for _, act := range []struct {
		who  *client
		verb string
	}{{b.bureau, "submit"}, {b.second, "approve"}, {b.bureau, "publish"}} {
		if err := act.who.send(ctx, http.MethodPost, "/api/v1/campaigns/"+c.ID+"/"+act.verb, map[string]any{"version": c.Version}, &c); err != nil {
			return c, 0, err
		}
	}
	began := time.Now()
	for c.State != "running" {
		if time.Sleep(50 * time.Millisecond); time.Since(began) > 3*time.Minute {
			return c, 0, fmt.Errorf("the roll of %s is not taken", c.ID)
		}
		if err := b.bureau.get(ctx, "/api/v1/campaigns/"+c.ID, &c); err != nil {
			return c, 0, err
		}
	}
	return c, time.Since(began), nil
}

// tickets begins the step for every pupil of the list, and returns the requests that
// end it.
func (b *campaigns) tickets(ctx context.Context, c campaignCard, list []learner) ([][]byte, *flooded, error) {
	out := make([][]byte, len(list))
	path := "/api/v1/learn/" + c.ID + "/steps/0/"
	f, err := flood(ctx, b.s.addr, connections, len(list), 0, func(i int) []byte {
		return request(http.MethodPost, b.s.addr, path+"start", nil, "Authorization", "Bearer "+list[i].token)
	}, func(i int, body []byte) {
		var begun struct{ Ticket string }
		if json.Unmarshal(body, &begun) == nil {
			out[i] = request(http.MethodPost, b.s.addr, path+"finish", fmt.Appendf(nil, `{"ticket":%q}`, begun.Ticket),
				"Authorization", "Bearer "+list[i].token, "X-Device", "bench-"+list[i].id, "X-Forwarded-For", home(i))
		}
	})
	if err == nil && f.refused > 0 {
		err = fmt.Errorf("%d steps were not begun: %s", f.refused, f.first)
	}
	return out, f, err
}

// home is an address of its own: a city learns from as many homes. From one address it
// would be a script, and all that it completes would be doubted.
func home(i int) string { return net.IPv4(10, byte(i>>16), byte(i>>8), byte(i)).String() }

// figures are the numbers of the whole city.
type figures struct {
	Row struct {
		Enrolled, Done, Late, Questioned, Collective, Due, Rate int64
	} `json:"row"`
}

func (b *campaigns) figures(ctx context.Context, c campaignCard) (f figures, err error) {
	return f, b.bureau.get(ctx, "/api/v1/campaigns/"+c.ID+"/numbers?path="+b.path, &f)
}
