package lesson

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/files"
)

// An imported package runs here, in a box: its files are served under an address of
// their own whose policy gives every page of it an origin that is nobody's. It has no
// cookies of ours, no storage, no network but its own files, no way up, and no windows;
// what it reports comes out by postMessage alone. (docs/adr/0024)
const boxPath = "/lesson-box/"

// tools is where the runtime lies that answers a package's calls (web/public/box).
const tools = "/box/"

func boxMedium(sum string, m *manifest) Medium { return Medium{boxPath + sum + "/" + m.Entry, m.Kind} }

func (s *Service) routeBox(api *httpapi.API) {
	api.Handle("GET "+boxPath+"{sum}/{file...}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.sendBoxed(w, r, r.PathValue("sum"), r.PathValue("file")); err != nil {
			boxHeaders(w, r, "none")
			api.Fail(w, r, err)
		}
	})
}

// boxHeaders shut the box. The sandbox holds without our frame around it, too: whoever
// opens the address by itself gets the same nobody's origin.
func boxHeaders(w http.ResponseWriter, r *http.Request, sum string) {
	own := r.Host + boxPath + sum + "/"
	h := w.Header()
	h.Set("Content-Security-Policy", fmt.Sprintf("sandbox allow-scripts; default-src 'none'; script-src %[1]s %[2]s 'unsafe-inline' 'unsafe-eval'; "+
		"style-src %[1]s 'unsafe-inline'; img-src %[1]s data: blob:; media-src %[1]s data: blob:; font-src %[1]s data:; frame-src %[1]s; "+
		"connect-src 'none'; form-action 'none'; base-uri 'none'", own, r.Host+tools))
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // of nobody's origin, even its own files are a stranger's
}

var errNoPackage = errs.NotFound("lesson.not_found")

func (s *Service) sendBoxed(w http.ResponseWriter, r *http.Request, sum, name string) error {
	kind := boxTypes[strings.ToLower(path.Ext(name))]
	if kind == "" {
		return errNoPackage
	}
	p, err := s.packageBySum(r.Context(), sum)
	if err != nil {
		return err
	}
	f, body, err := s.files.Lend(r.Context(), p.file)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	b, err := look(body, f.Size)
	if err != nil {
		return err
	}
	if b.files[name] == nil {
		return errNoPackage
	}
	boxHeaders(w, r, sum)
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "private, max-age=3600")
	if kind == "text/html" {
		text, err := b.read(name, maxXML)
		if err != nil {
			return err
		}
		_, _ = w.Write(withRuntime(text, p.kind)) // who has hung up has hung up
		return nil
	}
	text, err := b.read(name, maxEntry)
	if err != nil {
		return err
	}
	http.ServeContent(w, r, "", db.Time(0), bytes.NewReader(text))
	return nil
}

// withRuntime puts the runtime before the first script of a page, wherever a package
// looks for it: most look in their own window first.
func withRuntime(page []byte, kind string) []byte {
	tag := []byte(`<script src="` + tools + kind + `.js"></script><script src="` + tools + `bridge.js"></script>`)
	low := bytes.ToLower(page)
	at := 0
	for _, opens := range []string{"<head", "<html", "<!doctype"} {
		if i := bytes.Index(low, []byte(opens)); i >= 0 {
			if j := bytes.IndexByte(page[i:], '>'); j >= 0 {
				at = i + j + 1
				break
			}
		}
	}
	out := make([]byte, 0, len(page)+len(tag))
	out = append(out, page[:at]...)
	out = append(out, tag...)
	return append(out, page[at:]...)
}

// boxedPackage is a package as the database knows it.
type boxedPackage struct{ file, kind, entry string }

func (s *Service) packageBySum(ctx context.Context, sum string) (p boxedPackage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		p, err = getPackage(ctx, tx, sum)
		return err
	})
	return p, err
}

func getPackage(ctx context.Context, tx *db.Tx, sum string) (boxedPackage, error) {
	p, err := db.One(ctx, tx, func(s db.Scanner) (p boxedPackage, err error) {
		err = s.Scan(&p.file, &p.kind, &p.entry)
		return p, err
	}, `SELECT p.file_id, p.kind, p.entry FROM lesson_packages p JOIN files f ON f.id = p.file_id WHERE f.sha256 = $1
		ORDER BY f.kept_at DESC LIMIT 1`, sum)
	if db.IsNotFound(err) {
		return p, errNoPackage
	}
	return p, err
}

func insertPackage(ctx context.Context, tx *db.Tx, f *files.File, m *manifest) error {
	_, err := tx.Exec(ctx, `INSERT INTO lesson_packages (file_id, kind, entry, title) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		f.ID, m.Kind, m.Entry, m.Title)
	return err
}
