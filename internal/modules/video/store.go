package video

import (
	"context"

	"huxue/internal/kit/db"
)

const selectCamera = `SELECT d.id, d.name, d.school_id, s.name, d.place_id, COALESCE(p.name, ''), COALESCE(p.kind, ''), COALESCE(r.state, d.state),
	CASE WHEN k.device_id IS NULL THEN 0 ELSE 1 END, d.path
	FROM device_registry d JOIN schools s ON s.id = d.school_id LEFT JOIN school_places p ON p.id = d.place_id AND d.place_id <> ''
	LEFT JOIN device_registry r ON r.id = d.parent_id AND d.parent_id <> '' LEFT JOIN video_kept k ON k.device_id = d.id `

const isCamera = `d.kind = 'camera' AND d.protocol = 'gb28181' AND d.state <> 'retired'`

func scanCamera(row db.Scanner) (*Camera, error) {
	c := &Camera{}
	kept := 0
	err := row.Scan(&c.ID, &c.Name, &c.SchoolID, &c.SchoolName, &c.PlaceID, &c.Place, &c.PlaceKind, &c.State, &kept, &c.path)
	c.Kept = kept == 1
	return c, err
}

func getCamera(ctx context.Context, tx *db.Tx, deviceID string) (*Camera, error) {
	c, err := db.One(ctx, tx, scanCamera, selectCamera+`WHERE `+isCamera+` AND d.id = $1`, deviceID)
	if db.IsNotFound(err) {
		return nil, errNoCamera
	}
	return c, err
}

func camerasOf(ctx context.Context, tx *db.Tx, schoolID string) ([]*Camera, error) {
	return db.All(ctx, tx, scanCamera, selectCamera+`WHERE `+isCamera+` AND d.school_id = $1 ORDER BY d.name, d.id`, schoolID)
}

const selectView = `SELECT v.id, v.device_id, v.camera, v.place, v.school_id, s.name, v.alarm_id, v.reason, v.person_name, v.unit, v.how, v.opened_at,
	v.first_ms, v.ended_at, v.path, v.person_id, v.kind, v.from_at, v.to_at, v.turned FROM video_views v JOIN schools s ON s.id = v.school_id `

func scanView(row db.Scanner) (*View, error) {
	v, turned := &View{}, 0
	err := row.Scan(&v.ID, &v.CameraID, &v.Camera, &v.Place, &v.SchoolID, &v.SchoolName, &v.AlarmID, &v.Reason, &v.Person, &v.Unit, &v.How, &v.OpenedAt,
		&v.FirstMs, &v.EndedAt, &v.path, &v.personID, &v.Kind, &v.FromAt, &v.ToAt, &turned)
	v.Turned = turned == 1
	return v, err
}

func insertView(ctx context.Context, tx *db.Tx, v *View) error {
	_, err := tx.Exec(ctx, `INSERT INTO video_views (id, path, school_id, device_id, camera, place, alarm_id, reason, person_id, person_name, unit, opened_at, kind, from_at, to_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		v.ID, v.path, v.SchoolID, v.CameraID, v.Camera, v.Place, v.AlarmID, v.Reason, v.personID, v.Person, v.Unit, v.OpenedAt, string(v.Kind), v.FromAt, v.ToAt)
	return err
}

func endView(ctx context.Context, tx *db.Tx, v *View) error {
	_, err := tx.Exec(ctx, `UPDATE video_views SET how = $1, first_ms = $2, ended_at = $3, from_at = $4, to_at = $5 WHERE id = $6 AND ended_at = 0`,
		v.How, v.FirstMs, v.EndedAt, v.FromAt, v.ToAt, v.ID)
	return err
}

const selectClip = `SELECT c.id, c.alarm_id, c.device_id, c.camera, c.place, c.part, c.state, c.why, c.sha256, c.size, c.before_ms, c.began_at, c.ended_at,
	c.path, c.school_id, c.file_id FROM video_clips c `

func scanClip(row db.Scanner) (*Clip, error) {
	c := &Clip{}
	err := row.Scan(&c.ID, &c.AlarmID, &c.CameraID, &c.Camera, &c.Place, &c.Part, &c.State, &c.Why, &c.SHA256, &c.Size, &c.BeforeMs, &c.BeganAt, &c.EndedAt,
		&c.path, &c.schoolID, &c.fileID)
	return c, err
}

// insertClip begins a part. False: another server records it; what had failed because
// the camera was nowhere is taken over.
func insertClip(ctx context.Context, tx *db.Tx, c *Clip) (bool, error) {
	res, err := tx.Exec(ctx, `INSERT INTO video_clips (id, path, alarm_id, school_id, device_id, camera, place, part, state, why, before_ms, began_at, ended_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (alarm_id, device_id, part) DO UPDATE SET id = excluded.id, state = excluded.state, why = excluded.why, before_ms = excluded.before_ms,
			began_at = excluded.began_at, ended_at = excluded.ended_at WHERE video_clips.state = 'failed' AND excluded.state = 'recording'`,
		c.ID, c.path, c.AlarmID, c.schoolID, c.CameraID, c.Camera, c.Place, c.Part, string(c.State), c.Why, c.BeforeMs, c.BeganAt, c.EndedAt)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

func endClip(ctx context.Context, tx *db.Tx, c *Clip) error {
	_, err := tx.Exec(ctx, `UPDATE video_clips SET state = $1, why = $2, file_id = $3, sha256 = $4, size = $5, ended_at = $6, before_ms = $7, began_at = $8
		WHERE id = $9 AND state = 'recording'`, string(c.State), c.Why, c.fileID, c.SHA256, c.Size, c.EndedAt, c.BeforeMs, c.BeganAt, c.ID)
	return err
}

// Moved follows a school whose path has changed.
// access: exempt, org has checked the act. audit: org records it.
func Moved(ctx context.Context, tx *db.Tx, from, to string) error {
	for _, table := range []string{"video_views", "video_kept", "video_clips", "video_downloads"} {
		var a db.Args
		set := `UPDATE ` + table + ` SET path = ` + a.Add(to) + ` || SUBSTR(path, ` + a.Add(len(from)+1) + `)`
		if _, err := tx.Exec(ctx, set+` WHERE `+a.Within("path", []string{from}), a.Values()...); err != nil {
			return err
		}
	}
	return nil
}

const selectDownload = `SELECT k.id, k.device_id, k.camera, k.place, s.name, k.alarm_id, k.reason, k.person_name, k.unit, k.from_at, k.to_at, k.state, k.why, k.got_ms,
	k.sha256, k.size, k.began_at, k.ended_at, k.path, k.school_id, k.person_id, k.file_id FROM video_downloads k JOIN schools s ON s.id = k.school_id `

func scanDownload(row db.Scanner) (*Download, error) {
	k := &Download{}
	err := row.Scan(&k.ID, &k.CameraID, &k.Camera, &k.Place, &k.SchoolName, &k.AlarmID, &k.Reason, &k.Person, &k.Unit, &k.FromAt, &k.ToAt, &k.State, &k.Why, &k.GotMs,
		&k.SHA256, &k.Size, &k.BeganAt, &k.EndedAt, &k.path, &k.schoolID, &k.personID, &k.fileID)
	return k, err
}

func insertDownload(ctx context.Context, tx *db.Tx, k *Download) error {
	_, err := tx.Exec(ctx, `INSERT INTO video_downloads (id, path, school_id, device_id, camera, place, alarm_id, reason, person_id, person_name, unit, from_at, to_at, state, began_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		k.ID, k.path, k.schoolID, k.CameraID, k.Camera, k.Place, k.AlarmID, k.Reason, k.personID, k.Person, k.Unit, k.FromAt, k.ToAt, string(k.State), k.BeganAt)
	return err
}

func endDownload(ctx context.Context, tx *db.Tx, k *Download) error {
	_, err := tx.Exec(ctx, `UPDATE video_downloads SET state = $1, why = $2, got_ms = $3, file_id = $4, sha256 = $5, size = $6, ended_at = $7 WHERE id = $8 AND state = 'fetching'`,
		string(k.State), k.Why, k.GotMs, k.fileID, k.SHA256, k.Size, k.EndedAt, k.ID)
	return err
}
