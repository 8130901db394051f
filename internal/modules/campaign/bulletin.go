package campaign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/canon"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/platform/access"
)

// The bulletin (通报) tells the frozen figures under a number of its own. What it
// says is hashed; the code on the paper holds that hash, so that anybody who holds
// the paper can ask whether this server said so.

// Bulletin is what is decided about it; the figures come from the freeze.
type Bulletin struct {
	No     string `json:"no" maxLength:"60" doc:"文号"`
	Title  string `json:"title" maxLength:"100"`
	To     string `json:"to" maxLength:"200" doc:"主送"`
	Text   string `json:"text,omitempty" maxLength:"2000" doc:"工作要求"`
	Unit   string `json:"unit" maxLength:"60" doc:"发文单位"`
	At     int64  `json:"at,omitempty"`
	Signer string `json:"signer,omitempty"`
	Sum    string `json:"sum,omitempty" doc:"hash of what it says"`
}

var (
	errBulletin = errs.Invalid("campaign.bulletin_incomplete", errs.Field{Name: "no", Code: "required"})
	errBulNo    = errs.Conflict("campaign.bulletin_number_taken")
	errNoPaper  = errs.NotFound("campaign.not_announced")
)

func (b *Bulletin) check() error {
	for _, t := range []*string{&b.No, &b.Title, &b.To, &b.Text, &b.Unit} {
		*t = strings.TrimSpace(*t)
	}
	if b.No == "" || b.Title == "" || b.To == "" || b.Unit == "" {
		return errBulletin
	}
	return nil
}

// Announce is the moment the figures are told.
func (c *Campaign) Announce(version int64, now time.Time) error {
	c.AnnouncedAt = now
	return c.move(version, Announced, Frozen)
}

// sheet is everything a bulletin says.
type sheet struct {
	*Bulletin
	Campaign    *Campaign
	Whole       Row
	Counties    []Ranked
	Corrected   *Row
	Corrections []Correction
	FrozenAt    int64
	FrozenBy    string
}

// sum is the hash of what is said: the words and the frozen figures.
func (h *sheet) sum() (string, error) {
	text, err := canon.Marshal(map[string]any{
		"campaign": h.Campaign.ID, "title": h.Campaign.Title, "no": h.No, "headline": h.Title, "to": h.To, "text": h.Text, "unit": h.Unit,
		"at": h.At, "frozenAt": h.FrozenAt, "whole": h.Whole.Count, "counties": h.Counties,
	})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// fill reads the frozen figures.
func (h *sheet) fill(ctx context.Context, tx *db.Tx) error {
	c := h.Campaign
	h.FrozenAt = db.Millis(c.FrozenAt)
	if err := tx.QueryRow(ctx, `SELECT frozen_by FROM campaigns WHERE id = $1`, c.ID).Scan(&h.FrozenBy); err != nil {
		return err
	}
	whole, err := stillsOf(ctx, tx, c.No, levelWhole, c.Path)
	if err != nil || len(whole) != 1 {
		return errNotFrozen.Because(err)
	}
	h.Whole = whole[0].Row
	if h.Counties, err = ranked(ctx, tx, c, levelCounty); err != nil {
		return err
	}
	if h.Corrections, err = corrections(ctx, tx, c.No, c.Path); err != nil {
		return err
	}
	h.Corrections = slices.DeleteFunc(h.Corrections, func(x Correction) bool { return x.State != "approved" })
	h.Corrected = corrected(h.Whole, h.Corrections)
	return nil
}

// Announce writes the bulletin. It says what was frozen and can no longer change.
func (s *Service) Announce(ctx context.Context, campaignID string, version int64, b Bulletin) (*Campaign, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	return s.act(ctx, campaignID, PermEdit, "campaign.announce", func(tx *db.Tx, c *Campaign) (any, error) {
		if err := c.Announce(version, tx.Now); err != nil {
			return nil, err
		}
		b.At, b.Signer = db.Millis(tx.Now), access.From(ctx).Name
		h := &sheet{Bulletin: &b, Campaign: c}
		err := h.fill(ctx, tx)
		if err == nil {
			b.Sum, err = h.sum()
		}
		if err != nil {
			return nil, err
		}
		taken, err := bulletinTaken(ctx, tx, b.No)
		if err != nil {
			return nil, err
		}
		if taken {
			return nil, errBulNo
		}
		text, err := json.Marshal(b)
		if err != nil {
			return nil, err
		}
		_, err = tx.Exec(ctx, `UPDATE campaigns SET bulletin = $1, bulletin_sum = $2 WHERE id = $3`, string(text), b.Sum, c.ID)
		return b, err
	})
}

func bulletinTaken(ctx context.Context, tx *db.Tx, no string) (bool, error) {
	list, err := db.All(ctx, tx, db.Value[string], `SELECT bulletin FROM campaigns WHERE bulletin_sum <> ''`)
	for _, text := range list {
		var b Bulletin
		if json.Unmarshal([]byte(text), &b) == nil && b.No == no {
			return true, err
		}
	}
	return false, err
}

// Archive puts an announced campaign away.
func (s *Service) Archive(ctx context.Context, campaignID string, version int64) (*Campaign, error) {
	return s.act(ctx, campaignID, PermEdit, "campaign.archive", func(tx *db.Tx, c *Campaign) (any, error) {
		return nil, c.Archive(version, tx.Now)
	})
}

// Bulletin tells what was announced.
func (s *Service) Bulletin(ctx context.Context, campaignID string) (*Bulletin, error) {
	var out *Bulletin
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		out, err = bulletinOf(ctx, tx, c)
		return err
	})
	return out, err
}

func bulletinOf(ctx context.Context, tx *db.Tx, c *Campaign) (*Bulletin, error) {
	if c.AnnouncedAt.IsZero() {
		return nil, errNoPaper
	}
	text, err := db.One(ctx, tx, db.Value[string], `SELECT bulletin FROM campaigns WHERE id = $1`, c.ID)
	if err != nil {
		return nil, err
	}
	b := &Bulletin{}
	return b, json.Unmarshal([]byte(text), b)
}

// paperOf gathers the printed bulletin. Schools that lag are named to officials
// alone: to who holds the area they lie in, not to one of the schools.
func (s *Service) paperOf(ctx context.Context, campaignID string) (*paperData, error) {
	d := &paperData{}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := s.visible(ctx, tx, campaignID)
		if err != nil {
			return err
		}
		d.sheet = sheet{Campaign: c}
		if d.Bulletin, err = bulletinOf(ctx, tx, c); err != nil {
			return err
		}
		if err := d.fill(ctx, tx); err != nil {
			return err
		}
		d.Below = s.limits.Now(ctx, keyLagEnd, c.Path, lagEnd)
		schools, err := ranked(ctx, tx, c, levelSchool)
		areas := access.Areas(ctx, PermView)
		for _, x := range schools {
			official := slices.ContainsFunc(areas, func(a string) bool { return a != x.Path && strings.HasPrefix(x.Path, a) })
			if !official {
				continue
			}
			d.Official = true
			if x.RateNow < int64(d.Below)*100 && x.DueNow > 0 {
				d.Lagging = append(d.Lagging, laggard{countyOf(d.Counties, x.Path), x.Row})
			}
		}
		slices.SortStableFunc(d.Lagging, func(a, b laggard) int { return int(a.RateNow - b.RateNow) })
		return err
	})
	return d, err
}

type laggard struct {
	County string
	Row
}

// Known is what anybody who holds a bulletin may ask.
type Known struct {
	No, Title, Unit, Campaign string
	At                        int64
	Whole, Corrected          *Row
	Corrections               int
}

// KnownBulletin tells whether this server announced a bulletin of that number with
// that hash, and its headline. access: anybody who holds the paper may ask.
func (s *Service) KnownBulletin(ctx context.Context, no, sum string) (*Known, error) {
	var out *Known
	if len(sum) != 64 {
		return nil, nil
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		c, err := db.One(ctx, tx, scanCampaign, selectCampaign+`WHERE bulletin_sum = $1`, sum)
		if db.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		h := &sheet{Campaign: c}
		if h.Bulletin, err = bulletinOf(ctx, tx, c); err != nil {
			return err
		}
		if err := h.fill(ctx, tx); err != nil {
			return err
		}
		if again, err := h.sum(); err != nil || again != sum || h.No != no {
			return err
		}
		out = &Known{No: h.No, Title: h.Title, Unit: h.Unit, Campaign: c.Title, At: h.At, Whole: &h.Whole, Corrected: h.Corrected, Corrections: len(h.Corrections)}
		return nil
	})
	return out, err
}
