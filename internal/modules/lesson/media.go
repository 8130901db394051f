package lesson

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/httpapi"
	"huxue/internal/platform/access"
	"huxue/internal/platform/files"
)

// The purposes for which this room takes files, and how large one may be.
const (
	PurposePicture = "lesson.picture"
	PurposeVideo   = "lesson.video"
	MaxPicture     = 8 << 20
	MaxVideo       = 300 << 20
)

// Pictures and Videos are the kinds that every browser shows. A drawing (SVG) can
// carry scripts: only ours are served.
var (
	Pictures = []string{files.JPEG, files.PNG, files.WebP}
	Videos   = []string{files.MP4, files.WebM}
)

// Medium is where a picture or video of a lesson lies.
type Medium struct {
	URL  string `json:"url"`
	Type string `json:"type"`
}

//go:embed pictures
var pictureFiles embed.FS

// drawing is a picture of ours.
type drawing struct {
	sum  string
	body []byte
}

// drawings are ours by name, and those by hash; read once.
var drawings = sync.OnceValues(func() (byName, bySum map[string]drawing) {
	byName, bySum = map[string]drawing{}, map[string]drawing{}
	list, _ := pictureFiles.ReadDir("pictures")
	for _, f := range list {
		name, ok := strings.CutSuffix(f.Name(), ".svg")
		body, err := pictureFiles.ReadFile(path.Join("pictures", f.Name()))
		if !ok || err != nil {
			continue
		}
		sum := sha256.Sum256(body)
		d := drawing{hex.EncodeToString(sum[:]), body}
		byName[name], bySum[d.sum] = d, d
	}
	return byName, bySum
})

const (
	mediaPath = "/api/v1/lessons/media/"
	svg       = "image/svg+xml"
)

// mediaOf finds where the pictures and videos of a content lie; one that is gone is
// left out, and its words stand in its place.
func (s *Service) mediaOf(ctx context.Context, tx *db.Tx, lessonID string, c *Content) (map[string]Medium, error) {
	has, err := filesOf(ctx, tx, lessonID)
	if err != nil {
		return nil, err
	}
	ours, _ := drawings()
	out := map[string]Medium{}
	for _, name := range append(c.pictures(), c.films()...) {
		if d, ok := ours[name]; ok {
			out[name] = Medium{mediaPath + d.sum, svg}
		} else if f, ok := has[name]; ok {
			out[name] = Medium{mediaPath + f.sum, f.kind}
		}
	}
	for _, name := range c.packages() {
		f, ok := has[name]
		if !ok {
			continue
		}
		p, err := getPackage(ctx, tx, f.sum)
		if err != nil {
			return nil, err
		}
		out[name] = boxMedium(f.sum, &manifest{Kind: p.kind, Entry: p.entry})
	}
	return out, nil
}

// take keeps the files of a content that its author has handed in for it.
func take(ctx context.Context, tx *db.Tx, h *Head, c *Content) error {
	has, err := filesOf(ctx, tx, h.ID)
	if err != nil {
		return err
	}
	ours, _ := drawings()
	keep := func(purpose string, names []string) error {
		for _, name := range names {
			_, drawn := ours[name]
			if _, known := has[name]; known || drawn {
				continue
			}
			f, err := files.Keep(ctx, tx, name, purpose, h.Path)
			if err != nil {
				return err
			}
			has[name] = taken{f.ID, f.SHA256, f.MediaType}
			if err := insertFile(ctx, tx, h.ID, has[name]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := keep(PurposePicture, c.pictures()); err != nil {
		return err
	}
	if err := keep(PurposeVideo, c.films()); err != nil {
		return err
	}
	return keep(PurposeImport, c.packages())
}

// routeMedia serves pictures and videos under the hash of their content. They are
// teaching material: whoever was given a published one's address may see it, since
// the page of a pupil cannot send his token with a picture.
func (s *Service) routeMedia(api *httpapi.API) {
	api.Handle("GET "+mediaPath+"{sum}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.sendMedium(w, r, r.PathValue("sum")); err != nil {
			api.Fail(w, r, err)
		}
	})
}

func (s *Service) sendMedium(w http.ResponseWriter, r *http.Request, sum string) error {
	if _, bySum := drawings(); bySum[sum].body != nil {
		mediaHeaders(w, sum, svg)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(bySum[sum].body))
		return nil
	}
	var id string
	var public bool
	if err := s.db.Read(r.Context(), func(tx *db.Tx) (err error) {
		id, public, err = fileBySum(r.Context(), tx, sum)
		return err
	}); err != nil {
		return err
	}
	if !public && access.RequireSomewhere(r.Context(), PermView) != nil {
		return ErrNotFound
	}
	f, body, err := s.files.Lend(r.Context(), id)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	if f.MediaType == kindZip {
		return ErrNotFound // a package is played, not taken home
	}
	mediaHeaders(w, sum, f.MediaType)
	http.ServeContent(w, r, "", time.Time{}, body)
	return nil
}

func mediaHeaders(w http.ResponseWriter, sum, kind string) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("ETag", `"`+sum+`"`)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
}

// Drawing is a picture that comes with the program and that any lesson may use.
type Drawing struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Drawings lists the pictures that come with the program, by name.
func (s *Service) Drawings(ctx context.Context) ([]Drawing, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	byName, _ := drawings()
	out := []Drawing{}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		out = append(out, Drawing{name, mediaPath + byName[name].sum})
	}
	return out, nil
}
