package lesson

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/files"
)

// PurposeImport is for what others have made: a SCORM package or questions in QTI.
const (
	PurposeImport = "lesson.import"
	MaxImport     = 200 << 20
	kindZip       = "application/zip"
	kindXML       = "text/xml"
)

// Imports are the kinds of files that can be imported.
var Imports = []string{kindZip, kindXML}

// Imported is what became of a file: questions for the pool, or a package that plays
// in a box of its own. The author puts them into his draft; nothing is saved yet but
// a package itself.
type Imported struct {
	Questions []Question        `json:"questions" nullable:"false"`
	Skipped   []Skipped         `json:"skipped" nullable:"false"`
	Package   string            `json:"package,omitempty" doc:"the name of a package for a block"`
	Title     string            `json:"title,omitempty"`
	Left      int               `json:"left" doc:"files of the package of kinds that are not served"`
	Media     map[string]Medium `json:"media" nullable:"false"`
}

// Import reads a file that the actor has handed in for a lesson.
func (s *Service) Import(ctx context.Context, lessonID, fileID string) (*Imported, error) {
	h, err := s.head(ctx, lessonID)
	if err != nil {
		return nil, err
	}
	if err := access.Require(ctx, PermEdit, h.Path); err != nil {
		return nil, err
	}
	if h.builtIn() {
		return nil, errBuiltIn
	}
	f, body, err := s.files.Open(ctx, fileID)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }()
	if f.Purpose != PurposeImport {
		return nil, errUnknown
	}
	out := &Imported{Questions: []Question{}, Skipped: []Skipped{}, Media: map[string]Medium{}}
	if f.MediaType == kindXML {
		return out, s.importXML(body, out)
	}
	return out, s.importZip(ctx, h, f, body, out)
}

func (s *Service) importXML(body io.Reader, out *Imported) error {
	text, err := io.ReadAll(io.LimitReader(body, maxXML+1))
	if err != nil {
		return err
	}
	items, skipped := readItems(text, "")
	for _, it := range items {
		if it.picture != "" { // a document alone brings no pictures
			skipped = append(skipped, Skipped{shortName(it.Text), "picture"})
			continue
		}
		out.Questions = append(out.Questions, it.Question)
	}
	out.Skipped = append(out.Skipped, skipped...)
	if len(out.Questions)+len(out.Skipped) == 0 {
		return errUnknown
	}
	return nil
}

func (s *Service) importZip(ctx context.Context, h *Head, f *files.File, body *os.File, out *Imported) error {
	b, err := look(body, f.Size)
	if err != nil {
		return err
	}
	if docs := b.itemFiles(); len(docs) > 0 {
		return s.importQTI(ctx, h, b, docs, out)
	}
	m, err := b.readManifest()
	if err != nil {
		return err
	}
	out.Package, out.Title, out.Left = f.ID, m.Title, b.left
	out.Media[f.ID] = boxMedium(f.SHA256, m)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		// It is kept at once: the frame it is tried in carries no log-in of its author's.
		if _, err := files.Keep(ctx, tx, f.ID, PurposeImport, h.Path); err != nil {
			return err
		}
		if err := insertFile(ctx, tx, h.ID, taken{f.ID, f.SHA256, f.MediaType}); err != nil {
			return err
		}
		if err := insertPackage(ctx, tx, f, m); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "lesson.import", h.ID, map[string]any{"file": f.ID, "sha256": f.SHA256, "kind": m.Kind, "title": m.Title,
			"entry": m.Entry, "bytes": b.bytes, "left": b.left})
	})
}

// maxDocs is how many documents of questions one zip may bring.
const maxDocs = 500

// itemFiles are the documents of a zip that hold QTI items, by what they begin with.
func (b *bundle) itemFiles() (names []string) {
	for name, f := range b.files {
		if strings.ToLower(path.Ext(name)) != ".xml" || name == manifestName || f.UncompressedSize64 > maxXML || len(names) >= maxDocs {
			continue
		}
		head, err := b.peek(name)
		if err == nil && (bytes.Contains(head, []byte("assessmentItem")) || bytes.Contains(head, []byte("qti-assessment-item"))) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (b *bundle) peek(name string) ([]byte, error) {
	r, err := b.files[name].Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(io.LimitReader(r, 4<<10))
}

func (s *Service) importQTI(ctx context.Context, h *Head, b *bundle, docs []string, out *Imported) error {
	for _, doc := range docs {
		text, err := b.read(doc, maxXML)
		if err != nil {
			return err
		}
		dir := path.Dir(doc)
		if dir == "." {
			dir = ""
		}
		items, skipped := readItems(text, dir)
		out.Skipped = append(out.Skipped, skipped...)
		for _, it := range items {
			if len(out.Questions) >= maxQuestions {
				return nil
			}
			if it.picture != "" && !s.takePicture(ctx, h, b, &it, out) {
				out.Skipped = append(out.Skipped, Skipped{shortName(it.Text), "picture"})
				continue
			}
			out.Questions = append(out.Questions, it.Question)
		}
	}
	for i := range out.Questions {
		out.Questions[i].ID = fmt.Sprintf("i%d", i+1) // the editor gives them names of its own
	}
	return nil
}

// takePicture hands the picture of a hotspot in as the author's, who keeps it when he
// saves his draft.
func (s *Service) takePicture(ctx context.Context, h *Head, b *bundle, it *found, out *Imported) bool {
	body, err := b.read(it.picture, MaxPicture)
	if err != nil {
		return false
	}
	f, err := s.files.Take(ctx, PurposePicture, h.Path, path.Base(it.picture), bytes.NewReader(body))
	if err != nil {
		return false
	}
	it.Picture = f.ID
	out.Media[f.ID] = Medium{"/api/v1/files/" + f.ID, f.MediaType}
	return true
}
