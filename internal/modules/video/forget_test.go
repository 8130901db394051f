package video_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"huxue/internal/kit/db"
)

// What one county keeps longer does not stand in the way of what another has kept long
// enough, however much of it there is.
func TestWhatIsKeptLongerHidesNothing(t *testing.T) {
	tell(t, func(g *story) {
		if r := g.Do("jiaoyuju", http.MethodPost, "/api/v1/norms/video.retention_days/versions", map[string]any{
			"areaCode": "140902", "schoolId": "", "schoolKind": "", "boarding": "", "value": 180, "strictness": "floor", "basis": "试点",
			"clause": "", "note": "", "mark": "S", "effectiveFrom": "2026-09-01", "effectiveTo": "",
		}); r.Status >= 300 {
			t.Fatalf("%d %s", r.Status, r.Body)
		}
		states := func() (kept, expired int) {
			if err := g.Database().Read(g.ctx, func(tx *db.Tx) error {
				return tx.QueryRow(g.ctx, `SELECT COUNT(*) FILTER (WHERE state = 'kept'), COUNT(*) FILTER (WHERE state = 'expired') FROM video_clips WHERE alarm_id LIKE 'alm_old%'`).Scan(&kept, &expired)
			}); err != nil {
				t.Fatal(err)
			}
			return kept, expired
		}
		if err := g.Database().Write(g.ctx, func(tx *db.Tx) error {
			for i := range 350 {
				where, days := `s.path LIKE '%140902%'`, 60*24*time.Hour
				if i >= 310 {
					where, days = `s.path NOT LIKE '%140902%'`, 40*24*time.Hour
				}
				if _, err := tx.Exec(g.ctx, `INSERT INTO video_clips (id, path, alarm_id, school_id, device_id, camera, place, part, state, began_at, ended_at)
					SELECT $1, s.path, $1, s.id, $2, '摄像机', '', 1, 'kept', $3, $3 FROM schools s WHERE `+where+` ORDER BY s.id LIMIT 1`,
					fmt.Sprintf("alm_old%03d", i), g.cameras[0].ID, db.Millis(tx.Now.Add(-days))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if kept, _ := states(); kept != 350 {
			t.Fatal("clips", kept)
		}
		if err := g.Chore(g.ctx, "video.forget"); err != nil {
			t.Fatal(err)
		}
		if kept, expired := states(); kept != 310 || expired != 40 {
			t.Fatalf("%d kept, %d expired", kept, expired)
		}
	})
}
