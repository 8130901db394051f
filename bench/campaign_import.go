package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"huxue/internal/city"
	"huxue/internal/kit/clock"
	"huxue/internal/kit/db"
)

// The import of the rosters of a whole city: one workbook as Excel writes it, with
// shared strings, over real HTTP, from the upload to the last pupil.

const badRows = 3000

func importPart(ctx context.Context, r *report, database string) error {
	s, err := newServer(ctx, database, city.FullSchools)
	if err != nil {
		return err
	}
	defer s.close()
	if err := emptyRosters(ctx, s.dbURL); err != nil {
		return err
	}
	if _, err := s.start(ctx); err != nil {
		return err
	}
	c, err := logIn(ctx, s.addr, "jiaoyuju")
	if err != nil {
		return err
	}
	idle, err := s.memory()
	if err != nil {
		return err
	}
	good, rows := rosterBook(0)
	bad, _ := rosterBook(badRows)
	r.plain("import: the workbook", float64(len(good))/1e6, "MB")

	m, err := c.importRoster(ctx, bad)
	if err != nil {
		return err
	}
	listed, err := c.badRows(ctx, m.ID)
	if err != nil {
		return err
	}
	r.exactly("import: 3,000 bad rows among 272,580, listed with reasons", float64(listed), "rows", badRows)
	res, err := c.do(ctx, http.MethodPost, "/api/v1/pupil-imports/"+m.ID+"/confirm", "", nil)
	if err != nil {
		return err
	}
	drain(res)
	if res.StatusCode != http.StatusConflict {
		return fmt.Errorf("a workbook with bad rows was confirmed: %s", res.Status)
	}
	n, err := c.pupils(ctx)
	if err != nil {
		return err
	}
	r.exactly("import: pupils on the rosters after that", float64(n), "", 0)

	began := time.Now()
	if m, err = c.importRoster(ctx, good); err != nil {
		return err
	}
	r.plain("import: uploaded and checked", time.Since(began).Seconds(), "s")
	if m, err = c.confirmRoster(ctx, m.ID); err != nil {
		return err
	}
	r.most("import: 272,580 rows from upload to the last pupil", time.Since(began).Seconds(), "s", 40)
	peak, err := s.status("VmHWM")
	if err != nil {
		return err
	}
	r.plain("import: memory of the idle server", idle, "MB")
	r.most("import: most memory of the server, all imports", peak, "MB", 150)
	if n, err = c.pupils(ctx); err != nil {
		return err
	}
	r.exactly("import: pupils on the rosters", float64(n), "", float64(rows))

	began = time.Now()
	if m, err = c.importRoster(ctx, good); err != nil {
		return err
	}
	r.plain("import: the same workbook again, checked", time.Since(began).Seconds(), "s")
	r.exactly("import: rows that it would change", float64(m.Result.New+m.Result.Moved+m.Result.Changed+m.Result.Left), "rows", 0)
	return nil
}

// emptyRosters takes the seeded pupils away: they are to come by workbook.
func emptyRosters(ctx context.Context, url string) error {
	d, err := db.Open(ctx, db.Options{URL: url, Clock: clock.System{}})
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM pupils`)
		return err
	})
}

// status reads a line of the process' own account, in MB.
func (s *server) status(line string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for l := range strings.SplitSeq(string(text), "\n") {
		if rest, ok := strings.CutPrefix(l, line+":"); ok {
			kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kb / 1000, err
		}
	}
	return 0, fmt.Errorf("no %s", line)
}

type rosterImport struct {
	ID, State, Failure string
	Result             struct{ Rows, New, Moved, Changed, Unchanged, Left, Bad int }
}

func (c *client) importRoster(ctx context.Context, book []byte) (rosterImport, error) {
	var m rosterImport
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"/api/v1/pupil-imports?name=city.xlsx", bytes.NewReader(book))
	if err != nil {
		return m, err
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	req.Header.Set("Cookie", c.cookie)
	res, err := c.http.Do(req)
	if err != nil {
		return m, err
	}
	defer drain(res)
	if res.StatusCode != http.StatusCreated {
		text, _ := io.ReadAll(res.Body)
		return m, fmt.Errorf("upload: %s %s", res.Status, text)
	}
	if err := json.NewDecoder(res.Body).Decode(&m); err != nil {
		return m, err
	}
	return c.waitRoster(ctx, m.ID, "checked")
}

func (c *client) confirmRoster(ctx context.Context, id string) (rosterImport, error) {
	res, err := c.do(ctx, http.MethodPost, "/api/v1/pupil-imports/"+id+"/confirm", "", nil)
	if err != nil {
		return rosterImport{}, err
	}
	drain(res)
	if res.StatusCode != http.StatusOK {
		return rosterImport{}, fmt.Errorf("confirm: %s", res.Status)
	}
	return c.waitRoster(ctx, id, "done")
}

func (c *client) waitRoster(ctx context.Context, id, state string) (rosterImport, error) {
	for {
		var m rosterImport
		if err := c.get(ctx, "/api/v1/pupil-imports/"+id, &m); err != nil {
			return m, err
		}
		switch m.State {
		case state:
			return m, nil
		case "failed":
			return m, fmt.Errorf("import: %s", m.Failure)
		}
		select {
		case <-ctx.Done():
			return m, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (c *client) badRows(ctx context.Context, id string) (int, error) {
	n := 0
	for after := ""; ; {
		var page struct {
			Items []struct{ Reasons []struct{ Code string } }
			Next  string
		}
		if err := c.get(ctx, "/api/v1/pupil-imports/"+id+"/rows?after="+after, &page); err != nil {
			return n, err
		}
		for _, r := range page.Items {
			if len(r.Reasons) > 0 {
				n++
			}
		}
		if after = page.Next; after == "" {
			return n, nil
		}
	}
}

func (c *client) pupils(ctx context.Context) (int, error) {
	var out struct{ Items []struct{ Pupils int } }
	err := c.get(ctx, "/api/v1/pupils/counts?path=/14/1409/", &out)
	n := 0
	for _, x := range out.Items {
		n += x.Pupils
	}
	return n, err
}

// rosterBook is the workbook of the whole city; so many rows lack their number, evenly
// spread. It is written as Excel does, every text once in a table of its own.
func rosterBook(bad int) (book []byte, rows int) {
	c := city.Generate(city.Options{Schools: city.FullSchools, Seed: 1})
	var sheet bytes.Buffer
	var texts bytes.Buffer
	known := map[string]int{}
	shared := func(s string) int {
		i, ok := known[s]
		if !ok {
			i = len(known)
			known[s] = i
			fmt.Fprintf(&texts, "<si><t>%s</t></si>", s)
		}
		return i
	}
	n := 0
	row := func(cells ...any) {
		n++
		fmt.Fprintf(&sheet, `<row r="%d">`, n)
		for i, v := range cells {
			at := string(rune('A'+i)) + strconv.Itoa(n)
			switch v := v.(type) {
			case int:
				fmt.Fprintf(&sheet, `<c r="%s"><v>%d</v></c>`, at, v)
			case string:
				if v != "" {
					fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, at, shared(v))
				}
			}
		}
		sheet.WriteString("</row>")
	}
	row("学校标识码", "学校名称", "年级", "班级", "座号", "姓名", "学号")
	every := 0
	if bad > 0 {
		every = city.FullPupils / bad
	}
	left := bad
	for i := range c.Schools {
		x := &c.Schools[i]
		for k := range x.Classes {
			for seat, name := range c.Children(x, k) {
				number := fmt.Sprintf("%s%03d%02d", x.Code, k+1, seat+1)
				if every > 0 && left > 0 && rows%every == 0 {
					number, left = "", left-1
				}
				row(x.Code, x.Name, "", x.Classes[k].Name, seat+1, name, number)
				rows++
			}
		}
	}
	return zipped(map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="花名册" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + sheet.String() + `</sheetData></worksheet>`,
		"xl/sharedStrings.xml":       fmt.Sprintf(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%d">`, len(known)) + texts.String() + `</sst>`,
	}), rows
}

func zipped(parts map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			out := bufio.NewWriter(w)
			_, _ = out.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" + text)
			err = out.Flush()
		}
		if err != nil {
			panic(err) // memory does not fail
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// rosters is the part of the suite; the import has a server of its own, with no pupils.
func (b *campaigns) rosters(ctx context.Context) error { return importPart(ctx, b.r, b.database) }
