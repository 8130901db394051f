package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"huxue/internal/app"
	"huxue/internal/kit/db"
)

// What the issue asks of a ledger of so many hazards.
const (
	manyHazards   = 300_000
	ledgerAsks    = 200
	ledgerWithin  = 50
	numbersWithin = 30
	exportWithin  = 8
	exportMB      = 150
)

// asked is one look at the ledger or its numbers.
type asked struct{ who, what, path string }

// looks are those of the ledger's first page, as the page asks for it.
func (b *inspections) looks() []asked {
	list := func(who, what, query string) asked {
		return asked{who, what, "/api/v1/hazards?limit=50" + query}
	}
	county := "&path=" + url.QueryEscape(b.county)
	return []asked{
		list("jiaoyuju", "the city", ""),
		list("jiaoyuju", "one county", county),
		list("jiaoyuju", "rectifying", "&tab=rectifying"),
		list("jiaoyuju", "one county, rectifying", county+"&tab=rectifying"),
		list("jiaoyuju", "one county, open", county+"&tab=open"),
		list("jiaoyuju", "struck off", "&tab=closed"),
		list("jiaoyuju", "overdue", "&tab=overdue"),
		list("jiaoyuju", "major and open", "&tab=major"),
		list("jiaoyuju", "listed", "&tab=listed"),
		list("jiaoyuju", "one county, one category", county+"&category=lab"),
		list("jiaoyuju", "one agency", "&agency=traffic"),
		list("jiaoyuju", "one school", "&school="+b.schools[len(b.schools)/2]),
		list("xianju", "a county bureau, open", "&tab=open"),
		list("xiaofang", "the fire brigade", ""),
		list("xiaozhang", "a principal", ""),
	}
}

// ledger asks for the first page of a ledger of three hundred thousand.
func (b *inspections) ledger(ctx context.Context) error {
	if err := b.fill(ctx); err != nil {
		return err
	}
	for _, q := range b.looks() {
		if err := b.ask(ctx, q, "ledger, first page: "+q.what, ledgerWithin); err != nil {
			return err
		}
	}
	// A number that nobody has: the whole ledger is searched.
	return b.ask(ctx, asked{"jiaoyuju", "", "/api/v1/hazards?limit=50&q=" + url.QueryEscape("没有这样的隐患")}, "ledger searched for a word that is nowhere", 0)
}

// ask logs in as somebody and asks the same again and again; bar 0 is none.
func (b *inspections) ask(ctx context.Context, q asked, name string, bar float64) error {
	c, err := logIn(ctx, b.s.addr, q.who)
	if err != nil {
		return err
	}
	req := request(http.MethodGet, b.s.addr, q.path, nil, "Cookie", c.cookie)
	asks := ledgerAsks
	if bar == 0 {
		asks = ledgerAsks / 10
	}
	f, err := flood(ctx, b.s.addr, 1, asks, 0, func(int) []byte { return req }, nil)
	if err != nil {
		return err
	}
	if f.refused > 0 {
		return fmt.Errorf("%s: %s", q.path, f.first)
	}
	if bar == 0 {
		b.r.plain(name+", p95", quantile(f.each, .95), "ms")
		return nil
	}
	b.r.most(name+", p95", quantile(f.each, .95), "ms", bar)
	return nil
}

// dashboard asks for the numbers page with what the city has, and with three hundred
// thousand.
func (b *inspections) dashboard(ctx context.Context) error {
	for round := range 2 {
		if round == 1 {
			if err := b.fill(ctx); err != nil {
				return err
			}
		}
		n, err := b.count(ctx)
		if err != nil {
			return err
		}
		for _, q := range []asked{
			{"jiaoyuju", "the city", "/api/v1/hazards/numbers"},
			{"jiaoyuju", "the city, five years", "/api/v1/hazards/numbers?from=2022-01"},
			{"jiaoyuju", "one county", "/api/v1/hazards/numbers?path=" + url.QueryEscape(b.county)},
			{"xiaozhang", "a school", "/api/v1/hazards/numbers"},
		} {
			if err := b.ask(ctx, q, fmt.Sprintf("numbers of %s, %d hazards", q.what, n), numbersWithin); err != nil {
				return err
			}
		}
	}
	return nil
}

// export fetches the ledger as a workbook from a server that has just been started,
// so that the peak of its memory is the export's.
func (b *inspections) export(ctx context.Context) error {
	if err := b.fill(ctx); err != nil {
		return err
	}
	n, err := b.count(ctx)
	if err != nil {
		return err
	}
	file := filepath.Join(b.s.dir, "ledger.xlsx")
	began := time.Now()
	size, err := b.fetch(ctx, "/api/v1/hazards/export", file)
	if err != nil {
		return err
	}
	took := time.Since(began)
	peak, err := b.s.peak()
	if err != nil {
		return err
	}
	b.r.most(fmt.Sprintf("export of %d hazards, last byte", n), took.Seconds(), "s", exportWithin)
	b.r.most("peak of the server's memory", peak, "MB", exportMB)
	b.r.plain("size of the workbook", float64(size)/1e6, "MB")
	rows, err := rowsIn(file)
	if err != nil {
		return err
	}
	b.r.exactly("hazards missing in the workbook", float64(n-rows), "", 0)
	return nil
}

func (b *inspections) fetch(ctx context.Context, path, file string) (int64, error) {
	res, err := b.bureau.do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return 0, err
	}
	defer drain(res)
	if res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s", path, res.Status)
	}
	out, err := os.Create(file)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, res.Body)
	return n, errors.Join(err, out.Close())
}

// count is how many hazards there are.
func (b *inspections) count(ctx context.Context) (n int, err error) {
	err = b.inside(ctx, func(a *app.App) error {
		return a.Database().Read(ctx, func(tx *db.Tx) error {
			n, err = db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM hazards WHERE state NOT IN ('draft')`)
			return err
		})
	})
	return n, err
}

// peak is the most resident memory that the binary has had since it was started, in MB.
func (s *server) peak() (float64, error) { return s.status("VmHWM") }

// inside opens the system over the server's database; the server must not be writing.
func (b *inspections) inside(ctx context.Context, do func(a *app.App) error) error {
	return (&campaigns{s: b.s}).inside(ctx, do)
}

// again starts the server anew and logs in.
func (b *inspections) again(ctx context.Context) error {
	if _, err := b.s.start(ctx); err != nil {
		return err
	}
	transport.CloseIdleConnections()
	return b.logIn(ctx)
}

// firstCounty is the county in which the demo's county bureau works.
func (b *inspections) firstCounty(ctx context.Context) error {
	var out struct {
		Items []struct {
			Path string `json:"path"`
		} `json:"items"`
	}
	if err := b.bureau.get(ctx, "/api/v1/hazards?limit=1", &out); err != nil {
		return err
	}
	if len(out.Items) == 0 {
		return errors.New("the city has no hazards")
	}
	parts := strings.SplitAfter(out.Items[0].Path, "/")
	b.county = strings.Join(parts[:4], "")
	return nil
}
