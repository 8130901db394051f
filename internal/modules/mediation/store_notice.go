package mediation

import (
	"context"

	"huxue/internal/kit/db"
)

const selectNotice = `SELECT n.id, n.version, n.no, n.agency_id, n.agency, n.issuer_id, n.issuer, n.path, n.created_at, n.until, n.state, n.ended_at,
	(SELECT COUNT(*) FROM mediation_notice_views v WHERE v.notice_id = n.id) FROM mediation_notices n `

func scanNotice(row db.Scanner) (*Notice, error) {
	n := &Notice{}
	err := row.Scan(&n.ID, &n.Version, &n.No, &n.AgencyID, &n.Agency, &n.IssuerID, &n.Issuer, &n.Path, db.Instant(&n.CreatedAt), db.Instant(&n.Until),
		&n.State, db.Instant(&n.EndedAt), &n.Views)
	return n, err
}

func insertNotice(ctx context.Context, tx *db.Tx, n *Notice) error {
	if _, err := tx.Insert(ctx, "mediation_notices", []string{"id", "version", "no", "agency_id", "agency", "issuer_id", "issuer", "path", "content", "picture",
		"created_at", "until", "state", "ended_at"}, [][]any{{n.ID, n.Version, n.No, n.AgencyID, n.Agency, n.IssuerID, n.Issuer, n.Path, n.content, n.picture,
		db.Millis(n.CreatedAt), db.Millis(n.Until), n.State, db.Millis(n.EndedAt)}}, ""); err != nil {
		return err
	}
	rows := make([][]any, len(n.Posts))
	for i, p := range n.Posts {
		rows[i] = []any{n.ID, p.SchoolID, p.School, p.Path, p.PlaceID, p.Place}
	}
	_, err := tx.Insert(ctx, "mediation_notice_posts", []string{"notice_id", "school_id", "school_name", "path", "place_id", "place"}, rows, "")
	return err
}

func scanPost(row db.Scanner) (p NoticePost, err error) {
	err = row.Scan(&p.SchoolID, &p.School, &p.Path, &p.PlaceID, &p.Place)
	return p, err
}

// getNotice reads a notice whole, with what is sealed.
func getNotice(ctx context.Context, tx *db.Tx, noticeID, lock string) (*Notice, error) {
	var content, picture string
	err := tx.QueryRow(ctx, `SELECT content, picture FROM mediation_notices WHERE id = $1 `+lock, noticeID).Scan(&content, &picture)
	if db.IsNotFound(err) {
		return nil, errNoNotice
	}
	if err != nil {
		return nil, err
	}
	n, err := db.One(ctx, tx, scanNotice, selectNotice+`WHERE n.id = $1`, noticeID)
	if err != nil {
		return nil, err
	}
	n.content, n.picture = content, picture
	n.Posts, err = db.All(ctx, tx, scanPost, `SELECT school_id, school_name, path, place_id, place FROM mediation_notice_posts WHERE notice_id = $1 ORDER BY path, place_id`, noticeID)
	return n, err
}

// maxNotices bounds the list; notices are few and end soon.
const maxNotices = 200

// listNotices are those of the issuer's areas whatever became of them, and those that
// are shown now at gates of the others.
func listNotices(ctx context.Context, tx *db.Tx, issues, stands []string) ([]*Notice, error) {
	var a db.Args
	where := a.Within("n.path", issues) + ` OR (n.state = 'active' AND n.until > ` + a.Add(db.Millis(tx.Now)) +
		` AND EXISTS (SELECT 1 FROM mediation_notice_posts p WHERE p.notice_id = n.id AND ` + a.Within("p.path", stands) + `))`
	out, err := db.All(ctx, tx, scanNotice, selectNotice+`WHERE `+where+` ORDER BY n.id DESC LIMIT `+a.Add(maxNotices), a.Values()...)
	if err != nil || len(out) == 0 {
		return out, err
	}
	var b db.Args
	byID, ids := map[string]*Notice{}, make([]string, len(out))
	for i, n := range out {
		byID[n.ID], ids[i] = n, n.ID
	}
	return out, db.Each(ctx, tx, func(row db.Scanner) error {
		var noticeID string
		var p NoticePost
		err := row.Scan(&noticeID, &p.SchoolID, &p.School, &p.Path, &p.PlaceID, &p.Place)
		byID[noticeID].Posts = append(byID[noticeID].Posts, p)
		return err
	}, `SELECT notice_id, school_id, school_name, path, place_id, place FROM mediation_notice_posts WHERE `+b.In("notice_id", ids)+` ORDER BY path, place_id`, b.Values()...)
}
