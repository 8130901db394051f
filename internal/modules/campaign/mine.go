package campaign

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
)

// PermLead shows a class teacher his own classes.
const PermLead access.Perm = "campaign.lead"

// MyClass is a class that the actor leads, in a campaign that is open.
type MyClass struct {
	Campaign Card   `json:"campaign"`
	Row      Row    `json:"row"`
	School   string `json:"school"`
	Held     int    `json:"held" doc:"lessons that the class took together"`
}

// MyClasses lists the classes that the actor leads, in every campaign that is open: a
// class teacher's own work, and nobody else's.
func (s *Service) MyClasses(ctx context.Context) ([]MyClass, error) {
	who, err := access.RequirePerson(ctx)
	if err != nil {
		return nil, err
	}
	out := []MyClass{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		open, err := db.All(ctx, tx, scanCampaign, selectCampaign+`WHERE state IN ('running', 'closed', 'frozen', 'announced') ORDER BY until_at DESC, id DESC`)
		if err != nil {
			return err
		}
		for _, c := range open {
			rows, err := db.All(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM campaign_units u JOIN campaign_counts c ON c.no = u.no
				JOIN school_classes k ON k.id = u.class_id
				WHERE k.teacher_id = $1 AND u.campaign_no = $2 AND u.kind = 'class' ORDER BY u.grade, u.no`, who.ID, c.No)
			if err != nil {
				return err
			}
			if rows, err = s.withBacklog(ctx, tx, rows); err != nil {
				return err
			}
			for _, r := range rows {
				if !who.Holds(PermView, r.Path) {
					continue
				}
				x := MyClass{Campaign: c.Card(), Row: r}
				if err := tx.QueryRow(ctx, `SELECT s.name, (SELECT count(*) FROM campaign_holds WHERE class_no = $1) FROM schools s WHERE s.id = $2`, r.no, r.SchoolID).
					Scan(&x.School, &x.Held); err != nil {
					return err
				}
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}
