package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync"

	"huxue/internal/city"
)

// inspections is a running server with its whole city of schools.
type inspections struct {
	r        *report
	s        *server
	database string
	bureau   *client
	schools  []string
	county   string // the path of one
	filled   bool   // the ledger is full
}

// benchInspection measures a sweep of the whole city: phones that come back from a day
// without a network all at once, and the ledger they fill.
func benchInspection(ctx context.Context, r *report, database string) error {
	schools := city.FullSchools
	if n, err := strconv.Atoi(os.Getenv("BENCH_SCHOOLS")); err == nil { // to try the suite itself
		schools = n
	}
	s, err := newServer(ctx, database, schools)
	if err != nil {
		return err
	}
	defer s.close()
	b := &inspections{r: r, s: s, database: database}
	if _, err := s.start(ctx); err != nil {
		return err
	}
	if err := b.logIn(ctx); err != nil {
		return err
	}
	if b.schools, err = b.bureau.schools(ctx); err != nil {
		return err
	}
	if err := b.firstCounty(ctx); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"sync", b.sync}, {"kill", b.kills}, {"dashboard", b.dashboard}, {"ledger", b.ledger}, {"export", b.export},
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

func (b *inspections) logIn(ctx context.Context) (err error) {
	b.bureau, err = logIn(ctx, b.s.addr, "jiaoyuju")
	return err
}

// list finds the checklist of the term sweep.
func (b *inspections) list(ctx context.Context) (string, error) {
	var out struct {
		Items []struct {
			ID, Key string
			Version int
		} `json:"items"`
	}
	if err := b.bureau.get(ctx, "/api/v1/checklists?state=published", &out); err != nil {
		return "", err
	}
	for _, l := range out.Items {
		if l.Key == "term" {
			return l.ID, nil
		}
	}
	return "", fmt.Errorf("no checklist of the term sweep")
}

// visited is a planned visit, and the items that are to be answered at it.
type visited struct {
	id    string
	items []string
}

// plan plans a visit of each of so many schools and packs its kit, as a phone does in
// the morning.
func (b *inspections) plan(ctx context.Context, n int, day string) ([]visited, error) {
	list, err := b.list(ctx)
	if err != nil {
		return nil, err
	}
	out, errs := make([]visited, n), make([]error, n)
	var all sync.WaitGroup
	turn := make(chan int)
	for range 8 {
		all.Go(func() {
			for i := range turn {
				var v struct {
					ID string `json:"id"`
				}
				errs[i] = b.bureau.send(ctx, http.MethodPost, "/api/v1/inspections/visits", map[string]any{"schoolId": b.schools[i], "kind": "joint", "listId": list,
					"day": day, "reason": "bench"}, &v)
				out[i].id = v.ID
			}
		})
	}
	for i := range n {
		turn <- i
	}
	close(turn)
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	var kit struct {
		Own []string `json:"own"`
	}
	if err := b.bureau.get(ctx, "/api/v1/inspections/visits/"+out[0].id+"/kit", &kit); err != nil {
		return nil, err
	}
	for i := range out {
		out[i].items = kit.Own[:min(itemsPerVisit, len(kit.Own))]
	}
	return out, nil
}
