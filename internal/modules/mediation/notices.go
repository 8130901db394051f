package mediation

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/notify"
)

// noticeKey is the norm that says how many days a notice may be shown at most. [D]
const (
	noticeKey     = "mediation.notice_max_d"
	noticeDefault = 30
)

// IssueNotice shows something at gates for some days. Its text and picture are sealed
// before they are stored.
func (s *Service) IssueNotice(ctx context.Context, d NoticeDraft) (*Notice, error) {
	if err := access.RequireSomewhere(ctx, PermIssue); err != nil {
		return nil, err
	}
	areas := access.Areas(ctx, PermIssue)
	if err := d.check(s.limits.Now(ctx, noticeKey, areas[0], noticeDefault)); err != nil {
		return nil, err
	}
	var picture []byte
	if len(d.Picture) > 0 {
		var err error
		if picture, err = cleanPicture(d.Picture); err != nil {
			return nil, err
		}
	}
	var out *Notice
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		g, err := office(ctx, tx)
		if err != nil {
			return err
		}
		by := access.From(ctx)
		n := &Notice{ID: id.New("ntc"), Version: 1, AgencyID: g.ID, Agency: g.Name, IssuerID: by.ID, Issuer: by.Name, Path: areas[0], CreatedAt: tx.Now,
			Until: tx.Now.AddDate(0, 0, d.Days), State: "active"}
		if g.Path != "" {
			n.Path = g.Path
		}
		n.No = number("TS", tx.Now, n.ID)
		n.content = s.sealer.Seal(n.ID+" text", d.Text)
		if picture != nil {
			n.picture = s.sealer.Seal(n.ID+" picture", base64.StdEncoding.EncodeToString(picture))
		}
		if n.Posts, err = gates(ctx, tx, d.PlaceIDs); err != nil {
			return err
		}
		for _, p := range n.Posts {
			if err := access.Require(ctx, PermIssue, p.Path); err != nil {
				return err
			}
		}
		if err := insertNotice(ctx, tx, n); err != nil {
			return err
		}
		if err := s.tellGates(ctx, tx, n); err != nil {
			return err
		}
		out = n
		return noticeStory(ctx, tx, n, "notice_issue", map[string]any{"posts": len(n.Posts), "until": db.Millis(n.Until), "picture": picture != nil})
	})
	return out, err
}

// gates reads the places, each of which must be a gate.
func gates(ctx context.Context, tx *db.Tx, placeIDs []string) ([]NoticePost, error) {
	var a db.Args
	ids := slices.Clone(placeIDs)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	out, err := db.All(ctx, tx, func(row db.Scanner) (p NoticePost, err error) {
		err = row.Scan(&p.SchoolID, &p.School, &p.Path, &p.PlaceID, &p.Place)
		return p, err
	}, `SELECT s.id, s.name, s.path, p.id, p.name FROM school_places p JOIN schools s ON s.id = p.school_id
		WHERE p.kind = 'gate' AND s.status = 'active' AND `+a.In("p.id", ids)+` ORDER BY s.path, p.sort, p.id`, a.Values()...)
	if err == nil && len(out) != len(ids) {
		err = errPosts
	}
	return out, err
}

// tellGates tells those who stand there that there is something to look at, not what.
func (s *Service) tellGates(ctx context.Context, tx *db.Tx, n *Notice) error {
	told := map[string]bool{}
	for _, p := range n.Posts {
		if told[p.Path] {
			continue
		}
		told[p.Path] = true
		to, err := s.holders.Holders(ctx, tx, s.roles.Gate, p.Path)
		if err != nil {
			return err
		}
		if err := s.notify.Send(ctx, tx, notify.Message{Room: "mediation", Kind: "gate", SubjectID: n.ID, Path: p.Path, Link: "/gate-notices?open=" + n.ID, To: to,
			Params: map[string]any{"agency": n.Agency, "no": n.No}}); err != nil {
			return err
		}
	}
	return nil
}

// noticeStory writes the book; what the notice shows is never in it.
func noticeStory(ctx context.Context, tx *db.Tx, n *Notice, kind string, data map[string]any) error {
	if err := addLine(ctx, tx, n.ID, kind, data); err != nil {
		return err
	}
	return audit.Record(ctx, tx, "mediation."+kind, n.ID, data)
}

// Notices lists the notices of the actor: as an officer those of his area, at a gate
// those that are shown there now. It never says what they show.
func (s *Service) Notices(ctx context.Context) ([]*Notice, error) {
	if access.RequireSomewhere(ctx, PermIssue) != nil {
		if err := access.RequireSomewhere(ctx, PermGate); err != nil {
			return nil, err
		}
	}
	var out []*Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = listNotices(ctx, tx, access.Areas(ctx, PermIssue), access.Areas(ctx, PermGate))
		return err
	})
	return out, err
}

// Shown is what somebody at a gate sees, once.
type Shown struct {
	N       int    `json:"n" doc:"number of this look, part of the watermark"`
	No      string `json:"no"`
	Agency  string `json:"agency"`
	Text    string `json:"text"`
	Picture []byte `json:"picture" nullable:"true" contentEncoding:"base64" doc:"JPEG with the number and time of this look drawn into it"`
	Viewer  string `json:"viewer"`
	At      int64  `json:"at"`
	Until   int64  `json:"until"`
}

// ViewNotice shows a notice at a gate, and notes who has looked before anything is
// shown. Whoever issued it sees the note at once.
func (s *Service) ViewNotice(ctx context.Context, noticeID string) (*Shown, error) {
	var out *Shown
	var sealedText, sealedPicture string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := getNotice(ctx, tx, noticeID, tx.Lock())
		if err != nil {
			return err
		}
		who := access.From(ctx)
		i := slices.IndexFunc(n.Posts, func(p NoticePost) bool { return who.Holds(PermGate, p.Path) })
		own := who.ID == n.IssuerID
		if who.Kind == access.Nobody || who.Expired {
			return access.Require(ctx, PermGate, n.Path)
		}
		if i < 0 && !own || who.Kind == access.System {
			return errNoNotice
		}
		if !n.Open(tx.Now) {
			return errNoticeEnd
		}
		place := ""
		if i >= 0 {
			place = n.Posts[i].School + " " + n.Posts[i].Place
		}
		out = &Shown{N: n.Views + 1, No: n.No, Agency: n.Agency, Viewer: strings.TrimSpace(who.Unit + " " + who.Name), At: db.Millis(tx.Now), Until: db.Millis(n.Until)}
		sealedText, sealedPicture = n.content, n.picture
		if _, err := tx.Exec(ctx, `INSERT INTO mediation_notice_views (notice_id, n, at, by_id, by_name, unit, place, device) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			n.ID, out.N, out.At, who.ID, who.Name, who.Unit, place, who.Device); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "mediation.notice_view", n.ID, map[string]any{"n": out.N, "place": place})
	})
	if err != nil {
		return nil, err
	}
	return out, s.unseal(noticeID, sealedText, sealedPicture, out)
}

func (s *Service) unseal(noticeID, sealedText, sealedPicture string, out *Shown) (err error) {
	if out.Text, err = s.sealer.Unseal(noticeID+" text", sealedText); err != nil || sealedPicture == "" {
		return err
	}
	coded, err := s.sealer.Unseal(noticeID+" picture", sealedPicture)
	if err != nil {
		return err
	}
	kept, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return err
	}
	at := time.UnixMilli(out.At).In(city)
	out.Picture, err = markPicture(kept, fmt.Sprintf("#%d %s", out.N, at.Format("2006-01-02 15:04:05")))
	return err
}

// NoticeViews tells the issuing police who has looked.
func (s *Service) NoticeViews(ctx context.Context, noticeID string) (*Notice, []NoticeView, error) {
	var n *Notice
	var views []NoticeView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if n, err = getNotice(ctx, tx, noticeID, ""); err != nil {
			return err
		}
		if err := access.See(ctx, PermIssue, n.Path, errNoNotice); err != nil {
			return err
		}
		views, err = db.All(ctx, tx, func(row db.Scanner) (v NoticeView, err error) {
			err = row.Scan(&v.N, &v.At, &v.By, &v.Unit, &v.Place, &v.Device)
			return v, err
		}, `SELECT n, at, by_name, unit, place, device FROM mediation_notice_views WHERE notice_id = $1 ORDER BY n DESC LIMIT 500`, noticeID)
		return err
	})
	return n, views, err
}

// WithdrawNotice takes a notice back at once; what it showed is wiped.
func (s *Service) WithdrawNotice(ctx context.Context, noticeID string) (*Notice, error) {
	var out *Notice
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := getNotice(ctx, tx, noticeID, tx.Lock())
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermIssue, n.Path, errNoNotice); err != nil {
			return err
		}
		if n.State != "active" {
			return errNoticeEnd
		}
		out = n
		return wipe(ctx, tx, n, "withdrawn")
	})
	return out, err
}

// wipe overwrites what a notice showed before the row forgets it, so that the page of
// the file holds something else.
func wipe(ctx context.Context, tx *db.Tx, n *Notice, state string) error {
	if _, err := tx.Exec(ctx, `UPDATE mediation_notices SET content = $1, picture = $2 WHERE id = $3`,
		strings.Repeat("0", len(n.content)), strings.Repeat("0", len(n.picture)), n.ID); err != nil {
		return err
	}
	n.end(state, tx.Now)
	if err := tx.UpdateOne(ctx, `UPDATE mediation_notices SET version = version + 1, content = '', picture = '', state = $1, ended_at = $2 WHERE id = $3`,
		n.State, db.Millis(n.EndedAt), n.ID); err != nil {
		return err
	}
	return noticeStory(ctx, tx, n, "notice_"+state, map[string]any{"views": n.Views})
}

// purgeNotices wipes what has run out.
func (s *Service) purgeNotices(ctx context.Context) error {
	for {
		n := 0
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM mediation_notices WHERE state = 'active' AND until <= $1 ORDER BY until LIMIT 20`, db.Millis(tx.Now))
			if err != nil {
				return err
			}
			n = len(ids)
			for _, noticeID := range ids {
				x, err := getNotice(ctx, tx, noticeID, tx.Lock())
				if err != nil {
					return err
				}
				if err := wipe(ctx, tx, x, "purged"); err != nil {
					return err
				}
			}
			return nil
		}); err != nil || n == 0 {
			return err
		}
	}
}
