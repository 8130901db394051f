package pupil

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// Slip is what one pupil gets printed (密码条). The start code stands nowhere else:
// whoever loses the paper asks for a new one.
type Slip struct {
	PupilID string `json:"pupilId"`
	Seat    int    `json:"seat"`
	Name    string `json:"name"`
	Start   string `json:"start" doc:"one-time start code"`
	Link    string `json:"link"`
	QR      string `json:"qr" doc:"data URL of the link"`
}

// Slips are those of a class. Until is when the start codes run out.
type Slips struct {
	Room
	Until int64  `json:"until"`
	Items []Slip `json:"items" nullable:"false"`
}

var (
	// errOwnClass says that a class teacher may not issue his own class' slips: whoever
	// holds a start code can act as the pupil.
	errOwnClass = errs.Forbidden("pupil.own_class")
	errNoneLeft = errs.Conflict("pupil.no_slips_due")
)

// IssueSlips gives pupils of a class new start codes: those named, or without names
// all who have no PIN yet. What a pupil had before, slip, PIN or log-in, is void; that
// it was done again stays in his key and in the audit book. base is how browsers reach
// us, for the links.
func (s *Service) IssueSlips(ctx context.Context, classID string, pupils []string, base string) (Slips, error) {
	out := Slips{}
	err := s.db.Write(db.WithoutKey(ctx), func(tx *db.Tx) error {
		out = Slips{}
		c, err := classOf(ctx, tx, classID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermSlips, c.path, errNoClass); err != nil {
			return err
		}
		if c.teacherID != "" && c.teacherID == access.From(ctx).ID {
			return errOwnClass
		}
		if out.Code, err = classCode(ctx, tx, classID); err != nil {
			return err
		}
		out.ClassName, out.SchoolName = c.name, c.school
		days := s.limits.Now(ctx, normSlip, c.path, 30)
		out.Until = db.Millis(tx.Now.Add(time.Duration(days) * 24 * time.Hour))
		due, err := slipsDue(ctx, tx, classID, pupils)
		if err != nil {
			return err
		}
		again := []string{}
		for _, m := range due {
			slip := Slip{PupilID: m.ID, Seat: m.Seat, Name: m.Name, Start: randomText(digitsOnly, startDigits)}
			slip.Link = link(base, out.Code, m.Seat, slip.Start)
			if err := s.issue(ctx, tx, m, slip.Start, out.Until); err != nil {
				return err
			}
			if m.IssuedAt > 0 {
				again = append(again, m.ID)
			}
			out.Items = append(out.Items, slip)
		}
		return audit.Record(ctx, tx, "pupil.slips", classID, map[string]any{"count": len(due), "again": again})
	})
	if err != nil {
		return Slips{}, err
	}
	for i := range out.Items {
		if out.Items[i].QR, err = picture(out.Items[i].Link); err != nil {
			return Slips{}, err
		}
	}
	return out, nil
}

// slipsDue picks the members of a class who get one.
func slipsDue(ctx context.Context, tx *db.Tx, classID string, pupils []string) ([]Member, error) {
	all, err := members(ctx, tx, classID)
	if err != nil {
		return nil, err
	}
	due := slices.DeleteFunc(all, func(m Member) bool {
		if len(pupils) == 0 {
			return m.HasPIN
		}
		return !slices.Contains(pupils, m.ID)
	})
	if len(due) == 0 {
		return nil, errNoneLeft
	}
	return due, nil
}

func (s *Service) issue(ctx context.Context, tx *db.Tx, m Member, start string, until int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO pupil_keys (pupil_id, start_hash, start_until, pin_hash, issued_at, reissued_at, pin_at)
		VALUES ($1, $2, $3, '', $4, 0, 0)
		ON CONFLICT (pupil_id) DO UPDATE SET start_hash = excluded.start_hash, start_until = excluded.start_until, pin_hash = '',
			reissued_at = excluded.issued_at`, m.ID, s.keyed("start", m.ID, start), until, db.Millis(tx.Now))
	if err != nil || !m.HasPIN {
		return err
	}
	return s.revoke(ctx, tx, m.ID)
}

// link is where a slip leads. The code stands behind a #, which browsers do not send
// and no log sees.
func link(base, code string, seat int, start string) string {
	return fmt.Sprintf("%s/learn?c=%s#s=%d&k=%s", strings.TrimSuffix(base, "/"), code, seat, start)
}

const (
	dots  = 3 // pixels per module; the printer makes them as large as the page wants
	quiet = 4 // modules of white around the code, as its standard asks
)

// picture draws a text as a QR code, for an img element.
func picture(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("slip: %w", err)
	}
	n := code.Bounds().Dx()
	side := (n + 2*quiet) * dots
	img := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range n * dots {
		for x := range n * dots {
			if r, _, _, _ := code.At(x/dots, y/dots).RGBA(); r == 0 {
				img.SetColorIndex(x+quiet*dots, y+quiet*dots, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return "", fmt.Errorf("slip: %w", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}
