package org_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// door serves the stage's routes; the header X-As says who knocks.
func (s *stage) door(actors map[string]access.Actor) (*httpapi.API, http.Handler) {
	api := httpapi.New(slog.New(slog.DiscardHandler), "test")
	s.Routes(api)
	return api, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		api.Mux().ServeHTTP(w, r.WithContext(access.With(r.Context(), actors[r.Header.Get("X-As")])))
	})
}

func knock(h http.Handler, who, method, path string, body []byte) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.Header.Set("X-As", who)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
		if bytes.HasPrefix(body, []byte("PK")) {
			r.Header.Set("Content-Type", "application/octet-stream")
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func person(id string, path string, perms ...access.Perm) access.Actor {
	a := access.Actor{Kind: access.Person, ID: id, Held: map[access.Perm][]string{}}
	for _, p := range perms {
		a.Held[p] = []string{path}
	}
	return a
}

const schoolBody = `{"code":"","name":"%s","kind":"primary","ownership":"public","boarding":false,"pupils":10,"boarders":0,"staff":1,
	"guards":0,"storeys":1,"canteen":"none","bus":"none","gates":1,"labChemicals":false,"boiler":false,"elevator":false,"counterTerror":false,
	"surroundings":[],"facilities":[],"setting":"rural","address":"","phone":"","principal":"","lon":null,"lat":null,"status":"active","areaCode":"140902"%s}`

const agencyBody = `{"kind":"police_station","name":"%s","areaCode":"140902","address":"","phone":"","dutyPhone":"","lon":null,"lat":null%s}`

// Every operation as everybody, in one list that people can read. It is written
// anew with HUXUE_GOLDEN=1.
func TestWhoMayDoWhat(t *testing.T) {
	golden := filepath.Join("testdata", "permissions.golden")
	var got string
	play(t, func(s *stage) {
		school := s.school("140902", facts("南关小学", 10))
		place, err := s.AddPlace(system(), school.ID, org.PlaceInput{Name: "南门", Kind: org.Gate})
		s.must(err)
		class, err := s.AddClass(system(), school.ID, org.ClassInput{Name: "一(1)班", Pupils: 31, Grade: 1})
		s.must(err)
		station, err := s.SaveAgency(system(), "", 0, org.AgencyInput{Kind: org.PoliceStation, Name: "南关派出所", Area: "140902"})
		s.must(err)
		p, err := s.Upload(as("county", xinfu), "a.xlsx", messy(s.t))
		s.must(err)
		actors := map[string]access.Actor{
			"nobody": {}, "expired": {Kind: access.Person, Expired: true, Held: map[access.Perm][]string{org.PermView: {"/"}}},
			"stranger": person("stranger", dingx, org.PermView, org.PermEdit, org.PermImport),
			"viewer":   person("viewer", cityPath, org.PermView),
			"school":   person("school", school.Path, org.PermView, org.PermEdit),
			"county":   person("county", xinfu, org.PermView, org.PermEdit, org.PermImport),
		}
		who := []string{"nobody", "expired", "stranger", "viewer", "school", "county"}
		file := string(workbook(s.t, []any{"学校名称", "县区", "办学类型"}, []any{"某小学", "忻府区", "小学"}))
		acts := []struct{ method, path, body string }{
			{"GET", "/api/v1/areas", ""},
			{"POST", "/api/v1/areas", `{"code":"1409029%02d","name":"新镇","parent":"140902","sort":0}`},
			{"PATCH", "/api/v1/areas/" + s.areas["140902"].ID, `{"name":"忻府区"}`},
			{"GET", "/api/v1/schools", ""},
			{"GET", "/api/v1/schools/points", ""},
			{"GET", "/api/v1/schools/export", ""},
			{"GET", "/api/v1/schools/" + school.ID, ""},
			{"POST", "/api/v1/schools", fmt.Sprintf(schoolBody, "新小学%02d", "")},
			{"PATCH", "/api/v1/schools/" + school.ID, fmt.Sprintf(schoolBody, "南关小学", `,"version":%d`)},
			{"PUT", "/api/v1/schools/" + school.ID + "/station", `{"agencyId":"` + station.ID + `"}`},
			{"POST", "/api/v1/schools/" + school.ID + "/places", `{"name":"门%02d","kind":"gate","sort":0}`},
			{"PATCH", "/api/v1/places/" + place.ID, `{"name":"南门","kind":"gate","sort":0}`},
			{"GET", "/api/v1/schools/" + school.ID + "/classes", ""},
			{"POST", "/api/v1/schools/" + school.ID + "/classes", `{"name":"班%02d","grade":1,"pupils":30}`},
			{"PATCH", "/api/v1/classes/" + class.ID, `{"name":"一(1)班","grade":1,"pupils":30,"version":1}`},
			{"GET", "/api/v1/agencies", ""},
			{"POST", "/api/v1/agencies", fmt.Sprintf(agencyBody, "所%02d", "")},
			{"PATCH", "/api/v1/agencies/" + station.ID, fmt.Sprintf(agencyBody, "南关派出所", `,"version":1`)},
			{"GET", "/api/v1/school-imports", ""},
			{"GET", "/api/v1/school-imports/template", ""},
			{"POST", "/api/v1/school-imports?name=a.xlsx", file},
			{"GET", "/api/v1/school-imports/" + p.ID, ""},
			{"GET", "/api/v1/school-imports/" + p.ID + "/rows", ""},
			{"GET", "/api/v1/school-imports/" + p.ID + "/errors", ""},
			{"PUT", "/api/v1/school-imports/" + p.ID + "/mapping", `{"sheet":"","mapping":{}}`},
			{"POST", "/api/v1/school-imports/" + p.ID + "/confirm", `{"fingerprint":"","rest":true}`},
			{"DELETE", "/api/v1/school-imports/" + p.ID, ""},
			{"DELETE", "/api/v1/places/" + place.ID, ""},
			{"POST", "/api/v1/classes/" + class.ID + "/end", `{"version":2}`},
		}
		api, h := s.door(actors)
		var b strings.Builder
		versions, n := 1, 0
		for _, a := range acts {
			line := a.method + " " + strings.NewReplacer("?name=a.xlsx", "", school.ID, "{school}", place.ID, "{place}", class.ID, "{class}", station.ID, "{agency}",
				p.ID, "{import}", s.areas["140902"].ID, "{area}").Replace(a.path)
			fmt.Fprintf(&b, "%-52s", line)
			for _, w := range who {
				n++
				body := []byte(nil)
				if a.body != "" {
					text := strings.Replace(a.body, "%02d", fmt.Sprintf("%02d", n%100), 1)
					body = []byte(strings.Replace(text, "%d", fmt.Sprint(versions), 1))
				}
				rec := knock(h, w, a.method, a.path, body)
				if rec.Code == 200 && a.method == "PATCH" && strings.Contains(a.path, "/schools/") {
					versions++
				}
				fmt.Fprintf(&b, " %s=%d", w, rec.Code)
				checkBody(s.t, line, w, rec)
			}
			b.WriteByte('\n')
		}
		checkAllKnown(s.t, api, acts)
		if got != "" && got != b.String() {
			s.t.Fatal("the engines differ: " + cmp.Diff(got, b.String()))
		}
		got = b.String()
	})
	if os.Getenv("HUXUE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Fatal(d)
	}
}

// checkBody sees that a refusal carries a code.
func checkBody(t *testing.T, line, who string, rec *httptest.ResponseRecorder) {
	t.Helper()
	if rec.Code < 400 {
		return
	}
	var p struct{ Code string }
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil || p.Code == "" || p.Code == "internal" {
		t.Errorf("%s as %s: %d %s", line, who, rec.Code, rec.Body)
	}
}

// checkAllKnown sees that no operation was forgotten in the list.
func checkAllKnown(t *testing.T, api *httpapi.API, acts []struct{ method, path, body string }) {
	t.Helper()
	for _, op := range api.Operations() {
		parts := strings.Fields(op)
		if !slices.ContainsFunc(acts, func(a struct{ method, path, body string }) bool {
			return a.method == parts[0] && sameShape(parts[1], strings.Split(a.path, "?")[0])
		}) {
			t.Errorf("nobody tried %s", op)
		}
	}
}

func sameShape(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	for i := range a {
		if len(a) != len(b) || a[i] != b[i] && !strings.HasPrefix(a[i], "{") {
			return false
		}
	}
	return true
}

func TestTheDoor(t *testing.T) {
	play(t, func(s *stage) {
		lon, lat := 112.73, 38.41
		f := facts("南关小学", 10)
		f.Lon, f.Lat = &lon, &lat
		school := s.school("140902", f)
		s.school("140921", facts("定襄小学", 10))
		_, h := s.door(map[string]access.Actor{"county": person("county", xinfu, org.PermView, org.PermEdit, org.PermImport)})
		get := func(path string) string { return knock(h, "county", "GET", path, nil).Body.String() }
		if got := strings.TrimSpace(get("/api/v1/schools/points")); got != `{"items":[["`+school.ID+`","南关小学",112.73,38.41,"140902"]]}` {
			s.t.Errorf("points: %s", got)
		}
		var page org.SchoolPage
		s.must(json.Unmarshal([]byte(get("/api/v1/schools?county=140902&kind=primary&boarding=false&sort=-pupils&limit=20")), &page))
		if page.Total != 1 || page.Items[0].CountyName != "忻府区" {
			s.t.Errorf("list: %+v", page)
		}
		rec := knock(h, "county", "GET", "/api/v1/schools/export?q=%E5%8D%97%E5%85%B3", nil)
		if rows := open(s.t, rec.Body.Bytes()); len(rows) != 2 || !strings.Contains(rec.Header().Get("Content-Disposition"), "UTF-8''") {
			s.t.Errorf("export: %v %v", rows, rec.Header())
		}
		big := append([]byte("PK\x03\x04"), make([]byte, org.MaxUpload+4096)...)
		for _, c := range []struct {
			method, path string
			body         []byte
			status       int
			code         string
		}{
			{"POST", "/api/v1/school-imports?name=a.xlsx", big, 422, "request.too_large"},
			{"POST", "/api/v1/school-imports?name=a.xlsx", []byte("PK\x03\x04 and no more"), 422, "spreadsheet.damaged"},
			{"GET", "/api/v1/schools/sch_none", nil, 404, "org.school_not_found"},
			{"POST", "/api/v1/schools", []byte(`{"name":"x"}`), 422, "request.invalid"},
			{"GET", "/api/v1/school-imports/imp_none/errors", nil, 404, "org.import_not_found"},
			{"GET", "/api/v1/schools?sort=nothing", nil, 422, "request.invalid"},
		} {
			rec := knock(h, "county", c.method, c.path, c.body)
			var p struct{ Code string }
			_ = json.NewDecoder(io.LimitReader(rec.Body, 1<<16)).Decode(&p)
			if rec.Code != c.status || p.Code != c.code {
				s.t.Errorf("%s %s: %d %s", c.method, c.path, rec.Code, p.Code)
			}
		}
	})
}
