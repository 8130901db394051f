package federation

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/setting"
)

// What becomes of a summary that was signed.
const (
	StateSigned   = "signed"
	StateSending  = "sending"
	StateReceived = "received"
	StateRefused  = "refused"
)

// Report is a summary this installation signed.
type Report struct {
	ID         string `json:"id"`
	Seq        int64  `json:"seq"`
	CampaignID string `json:"campaignId"`
	Path       string `json:"-"`
	Subject    string `json:"subject"`
	Title      string `json:"title"`
	At         int64  `json:"at"`
	Figures
	Digest   string   `json:"digest"`
	SignedAt int64    `json:"signedAt"`
	SignedBy string   `json:"signedBy"`
	State    string   `json:"state" enum:"signed,sending,received,refused"`
	Code     string   `json:"code" doc:"of the refusal or of what went wrong last, empty for none"`
	Tries    int      `json:"tries"`
	TriedAt  int64    `json:"triedAt"`
	Receipt  *Receipt `json:"receipt,omitempty"`
}

// Own is how this installation signs, and to whom it reports.
type Own struct {
	PublicKey   string `json:"publicKey" doc:"base64; the upper installation registers it"`
	Fingerprint string `json:"fingerprint"`
	Upper       string `json:"upper" doc:"address of the upper installation, empty for none"`
	UpperKey    string `json:"upperKey" doc:"fingerprint people compared, empty for none"`
}

// Own tells the key that the upper installation must register.
func (s *Service) Own(ctx context.Context) (Own, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return Own{}, err
	}
	key, err := s.identity.Identity(ctx)
	if err != nil {
		return Own{}, err
	}
	public := key.Public().(ed25519.PublicKey)
	return Own{base64.StdEncoding.EncodeToString(public), setting.Fingerprint(public), s.settings.Get(ctx, SettingUpper), s.settings.Get(ctx, SettingUpperKey)}, nil
}

// Sign makes a summary of a campaign's figures as they are now and keeps it; with
// push it is handed up as soon as that is durable.
func (s *Service) Sign(ctx context.Context, campaignID, subject string, push bool) (*Report, error) {
	if err := access.RequireSomewhere(ctx, PermReport); err != nil {
		return nil, err
	}
	subject, err := subjectOf(subject)
	if err != nil {
		return nil, err
	}
	if push && s.settings.Get(ctx, SettingUpper) == "" {
		return nil, errNoUpper
	}
	told, err := s.campaigns.Figures(ctx, campaignID)
	if err != nil {
		return nil, err
	}
	if err := access.Require(ctx, PermReport, told.Path); err != nil {
		return nil, err
	}
	key, err := s.identity.Identity(ctx)
	if err != nil {
		return nil, err
	}
	var out *Report
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		seq, err := nextSeq(ctx, tx)
		if err != nil {
			return err
		}
		now := db.Millis(tx.Now)
		sum := &Summary{Subject: subject, Seq: seq, At: told.At, Reached: told.Reached, City: told.City, Campaign: told.Campaign, Total: told.Total, Counties: told.Counties}
		if sum.Campaign.Rules == nil {
			sum.Campaign.Rules = []Rule{}
		}
		if sum.Counties == nil {
			sum.Counties = []County{}
		}
		if err := sum.Believable(now); err != nil {
			return err
		}
		file, digest, err := seal(sum, key, now)
		if err != nil {
			return err
		}
		r := Report{ID: id.New("fed"), Seq: seq, CampaignID: campaignID, Path: told.Path, Subject: subject, Title: told.Campaign.Title, At: told.At,
			Figures: told.Total, Digest: digest, SignedAt: now, SignedBy: access.From(ctx).Name, State: StateSigned}
		if push {
			r.State = StateSending
		}
		if err := insertReport(ctx, tx, &r, file); err != nil {
			return err
		}
		if push {
			if err := s.jobs.Enqueue(ctx, tx, handUp{r.ID}); err != nil {
				return err
			}
		}
		out = &r
		return audit.Record(ctx, tx, "federation.signed", campaignID, map[string]any{"seq": seq, "subject": subject, "digest": digest, "push": push, "figures": told.Total})
	})
	return out, err
}

// HandUp pushes a summary that was signed, again if it was refused.
func (s *Service) HandUp(ctx context.Context, reportID string) (*Report, error) {
	if err := access.RequireSomewhere(ctx, PermReport); err != nil {
		return nil, err
	}
	if s.settings.Get(ctx, SettingUpper) == "" {
		return nil, errNoUpper
	}
	var out *Report
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.mine(ctx, tx, reportID)
		if err != nil {
			return err
		}
		out = r
		if r.State == StateReceived || r.State == StateSending {
			return nil
		}
		r.State, r.Code = StateSending, ""
		if err := settleReport(ctx, tx, r); err != nil {
			return err
		}
		if err := s.jobs.Enqueue(ctx, tx, handUp{r.ID}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "federation.handed_up", r.ID, map[string]any{"seq": r.Seq})
	})
	return out, err
}

func (s *Service) mine(ctx context.Context, tx *db.Tx, reportID string) (*Report, error) {
	r, err := getReport(ctx, tx, reportID)
	if err != nil {
		return nil, err
	}
	return &r, access.See(ctx, PermReport, r.Path, errNotFound)
}

// File is a signed summary as it leaves the house.
func (s *Service) File(ctx context.Context, reportID string) (name string, file []byte, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := s.mine(ctx, tx, reportID)
		if err != nil {
			return err
		}
		text, err := fileOfReport(ctx, tx, r.ID)
		name, file = "活动汇总-"+r.Title+"-"+paperNo(r.Seq)+".huxue.json", []byte(text)
		return err
	})
	return name, file, err
}

// Reports lists what was signed here, the newest first.
func (s *Service) Reports(ctx context.Context) ([]Report, error) {
	if err := access.RequireSomewhere(ctx, PermReport); err != nil {
		return nil, err
	}
	var out []Report
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		args := &db.Args{}
		within := args.Within("path", access.Areas(ctx, PermReport))
		out, err = db.All(ctx, tx, scanReport, `SELECT `+reportColumns+` FROM federation_reports WHERE `+within+` ORDER BY seq DESC LIMIT 100`, args.Values()...)
		return err
	})
	return out, err
}
