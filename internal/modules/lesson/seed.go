package lesson

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

//go:embed content
var contentFiles embed.FS

// ours are the lessons that come with the program, read once and in the order of
// their names.
var ours = sync.OnceValues(func() ([]*Content, error) {
	list, err := contentFiles.ReadDir("content")
	if err != nil {
		return nil, err
	}
	var out []*Content
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), ".json") {
			continue
		}
		text, err := contentFiles.ReadFile(path.Join("content", f.Name()))
		if err != nil {
			return nil, err
		}
		c, err := Parse(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		out = append(out, c)
	}
	return out, nil
})

// seedPortion is how many lessons are written at once: an alarm waits behind them.
const seedPortion = 10

// Seed publishes the lessons that come with the program, at every start. A content
// is written once; a newer release of the program brings a new version.
func (s *Service) Seed(ctx context.Context) error {
	if err := access.Require(ctx, PermPublish, access.Everywhere); err != nil {
		return err
	}
	list, err := ours()
	if err != nil {
		return err
	}
	known := map[string]Head{}
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		all, err := allHeads(ctx, tx)
		for _, h := range all {
			known[h.Key] = h
		}
		return err
	}); err != nil {
		return err
	}
	var fresh []*Content
	for _, c := range list {
		if _, hash := frozen(c); known[c.Key].newestHash != hash {
			fresh = append(fresh, c)
		}
	}
	for portion := range slices.Chunk(fresh, seedPortion) {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			for _, c := range portion {
				if err := plant(ctx, tx, known[c.Key], c); err != nil {
					return err
				}
			}
			s.changed(tx)
			return audit.Record(ctx, tx, "lesson.seed", "lessons", map[string]int{"versions": len(portion)})
		}); err != nil {
			return err
		}
	}
	return nil
}

func plant(ctx context.Context, tx *db.Tx, h Head, c *Content) error {
	text, hash := frozen(c)
	if h.ID != "" {
		h.describe(c)
		h.State, h.Newest, h.newestHash = Published, h.Newest+1, hash
		if err := updateHead(ctx, tx, &h, ""); err != nil {
			return err
		}
		return insertVersion(ctx, tx, &h, text)
	}
	h = Head{ID: id.New("les"), Key: c.Key, Path: access.Everywhere, State: Published, Newest: 1, newestHash: hash}
	h.describe(c)
	if err := insertHead(ctx, tx, &h, ""); err != nil {
		return err
	}
	return insertVersion(ctx, tx, &h, text)
}

// frozen is a content as a version keeps it, and the hash of that.
func frozen(c *Content) (text, hash string) {
	b, _ := json.Marshal(c) // strings, numbers and lists of them: always possible
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:])
}

// describe copies into the head what a ledger shows.
func (h *Head) describe(c *Content) {
	h.Title, h.Topic, h.Block, h.Stage, h.Minutes, h.Questions = c.Title, c.Topic, c.Block, c.Stage, c.Minutes, len(c.Questions)
}
