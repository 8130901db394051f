package app

import (
	"context"

	"huxue/internal/kit/db"
	"huxue/internal/modules/inspection"
	"huxue/internal/platform/access"
	"huxue/internal/platform/checklist"
)

// inspections plants a joint sweep under way, by the quick list.
func (s *seeding) inspections(ctx context.Context) error {
	p := inspection.SeedPeople{Home: s.school[s.city.Schools[0].Code].ID}
	to := map[string]*[2]string{"xianju": &p.Lead, "paichusuo": &p.Police, "shijian": &p.Market, "xiaofang": &p.Fire, "jiaoyuju": &p.Bureau, "anquan": &p.Safety}
	for _, x := range s.city.Accounts {
		if who := to[x.Login]; who != nil {
			*who = [2]string{s.accounts[x.Login], x.Person.Name}
		}
	}
	var list *checklist.List
	if err := s.app.db.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = s.app.checklists.InUse(ctx, tx, checklist.KeyQuick, access.Everywhere)
		return err
	}); err != nil {
		return err
	}
	return s.app.inspection.SeedSweep(ctx, list.ID, p)
}
