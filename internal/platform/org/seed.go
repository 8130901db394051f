package org

import (
	"context"
	"fmt"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedAreas plants a tree: areas with code, name, level and path, parents before
// children. It gives them ids and parents and returns them by code.
func (s *Service) SeedAreas(ctx context.Context, list []Area) (map[string]Area, error) {
	byCode, byPath := map[string]Area{}, map[string]string{}
	for i, a := range list {
		a.ID, a.Sort = id.New("are"), i
		if above := prefixes(a.Path); len(above) > 1 {
			a.ParentID = byPath[above[len(above)-2]]
		}
		byCode[a.Code], byPath[a.Path], list[i] = a, a.ID, a
	}
	return byCode, s.plant(ctx, "org.seed_areas", len(list), func(tx *db.Tx) error { return insertAreas(ctx, tx, list) })
}

// SchoolSeed is a school to plant: its facts, its area by code, its places.
type SchoolSeed struct {
	Facts
	Area   string
	Places []Place
}

// SeedSchools plants many schools at once and returns them by school code.
func (s *Service) SeedSchools(ctx context.Context, areas map[string]Area, list []SchoolSeed) (map[string]School, error) {
	schools := make([]School, len(list))
	var places []Place
	byCode := map[string]School{}
	err := s.plant(ctx, "org.seed_schools", len(list), func(tx *db.Tx) error {
		places = places[:0]
		for i, seed := range list {
			area, ok := areas[seed.Area]
			if !ok {
				return fmt.Errorf("seed school %s: no area %s", seed.Code, seed.Area)
			}
			x := newSchool(tx, seed.Facts, area)
			x.tidy()
			if bad := x.check(); len(bad) > 0 {
				return fmt.Errorf("seed school %s: %v", seed.Code, bad)
			}
			schools[i], byCode[seed.Code] = x, x
			for k, p := range seed.Places {
				p.ID, p.SchoolID, p.Sort = id.New("plc"), x.ID, k
				places = append(places, p)
			}
		}
		if err := insertSchools(ctx, tx, schools); err != nil {
			return err
		}
		return insertPlaces(ctx, tx, places)
	})
	return byCode, err
}

// AgencySeed is an agency to plant, its area by code.
type AgencySeed struct {
	Agency
	Area string
}

// SeedAgencies plants agencies and returns them by code.
func (s *Service) SeedAgencies(ctx context.Context, areas map[string]Area, list []AgencySeed) (map[string]Agency, error) {
	agencies := make([]Agency, len(list))
	byCode := map[string]Agency{}
	for i, seed := range list {
		area, ok := areas[seed.Area]
		if !ok {
			return nil, fmt.Errorf("seed agency %s: no area %s", seed.Code, seed.Area)
		}
		a := seed.Agency
		a.ID, a.AreaID, a.Path, a.Version = id.New("agy"), area.ID, area.Path, 1
		agencies[i], byCode[a.Code] = a, a
	}
	return byCode, s.plant(ctx, "org.seed_agencies", len(list), func(tx *db.Tx) error { return insertAgencies(ctx, tx, agencies) })
}

// SeedCoverage says which station (agency id) answers for which school (id).
func (s *Service) SeedCoverage(ctx context.Context, stationBySchool map[string]string) error {
	rows := make([][]any, 0, len(stationBySchool))
	for school, station := range stationBySchool {
		rows = append(rows, []any{station, school})
	}
	return s.plant(ctx, "org.seed_coverage", len(rows), func(tx *db.Tx) error { return insertCoverage(ctx, tx, rows) })
}

// plant is one planting: only who may edit everywhere plants.
func (s *Service) plant(ctx context.Context, action string, n int, write func(*db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := access.Require(ctx, PermEdit, access.Everywhere); err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		return audit.Record(ctx, tx, action, "org", map[string]int{"count": n})
	})
}
