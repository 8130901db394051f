package auth

import (
	"context"
	"fmt"
	"sync"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// SeedPerson is somebody the seed wants to be there. Without a Password he can
// be invited later, without a PIN he is not on the gate's list.
type SeedPerson struct {
	PersonInput
	Password, PIN string
	Grants        []GrantInput
}

// Ensure makes the people who are not there yet, and the grants, and returns
// the ids by login. Who is there already keeps name and secrets.
func (s *Service) Ensure(ctx context.Context, people []SeedPerson) (map[string]string, error) {
	if access.From(ctx).Kind != access.System {
		return nil, access.ErrForbidden
	}
	for i := range people {
		if err := people[i].check(); err != nil {
			return nil, fmt.Errorf("person %d (%s): %w", i, people[i].Login, err)
		}
		for _, g := range people[i].Grants {
			if _, ok := s.roles[g.Role]; !ok {
				return nil, fmt.Errorf("person %s: no role %q", people[i].Login, g.Role)
			}
		}
	}
	passwords, pins, err := s.hashAll(ctx, people)
	if err != nil {
		return nil, err
	}
	var ids map[string]string
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rows := make([][]any, len(people))
		now := db.Millis(tx.Now)
		for i, p := range people {
			rows[i] = []any{id.New("per"), p.Login, p.Name, p.Unit, p.Phone, orNull(p.SchoolID), orNull(p.AgencyID), Active, "zh", 1, now, now}
		}
		fresh, err := tx.Insert(ctx, "people", []string{"id", "login", "name", "unit", "phone", "school_id", "agency_id", "status", "lang",
			"version", "created_at", "updated_at"}, rows, "ON CONFLICT DO NOTHING")
		if err != nil {
			return err
		}
		if ids, err = idsOf(ctx, tx, people); err != nil {
			return err
		}
		if err := ensureSecrets(ctx, tx, people, ids, passwords, pins); err != nil {
			return err
		}
		if err := ensureGrants(ctx, tx, people, ids); err != nil {
			return err
		}
		tx.AfterCommit(s.actors.empty)
		return audit.Record(ctx, tx, "auth.people_ensured", "", map[string]int64{"asked": int64(len(people)), "new": fresh})
	})
	return ids, err
}

// hashAll hashes the few passwords and PINs there are, on all cores.
func (s *Service) hashAll(ctx context.Context, people []SeedPerson) (passwords, pins []string, err error) {
	passwords, pins = make([]string, len(people)), make([]string, len(people))
	failed := make(chan error, 1)
	var wg sync.WaitGroup
	hash := func(secret string, to *string) {
		if secret == "" {
			return
		}
		wg.Go(func() {
			h, err := s.hasher.hash(ctx, secret)
			if err != nil {
				select {
				case failed <- err:
				default:
				}
			}
			*to = h
		})
	}
	for i, p := range people {
		hash(p.Password, &passwords[i])
		hash(p.PIN, &pins[i])
	}
	wg.Wait()
	select {
	case err = <-failed:
	default:
	}
	return passwords, pins, err
}

func idsOf(ctx context.Context, tx *db.Tx, people []SeedPerson) (map[string]string, error) {
	const per = 500
	ids := make(map[string]string, len(people))
	for from := 0; from < len(people); from += per {
		var logins []string
		for _, p := range people[from:min(from+per, len(people))] {
			logins = append(logins, p.Login)
		}
		var a db.Args
		err := db.Each(ctx, tx, func(s db.Scanner) error {
			var key, login string
			err := s.Scan(&key, &login)
			ids[login] = key
			return err
		}, `SELECT id, login FROM people WHERE `+a.In("login", logins), a.Values()...)
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func ensureSecrets(ctx context.Context, tx *db.Tx, people []SeedPerson, ids map[string]string, passwords, pins []string) error {
	rows := make([][]any, len(people))
	for i, p := range people {
		at := int64(0)
		if passwords[i] != "" {
			at = db.Millis(tx.Now)
		}
		rows[i] = []any{ids[p.Login], passwords[i], at, "", "", 0, pins[i]}
	}
	_, err := tx.Insert(ctx, "auth_secrets", []string{"person_id", "password", "password_at", "totp", "totp_new", "totp_step", "pin"},
		rows, "ON CONFLICT DO NOTHING")
	return err
}

func ensureGrants(ctx context.Context, tx *db.Tx, people []SeedPerson, ids map[string]string) error {
	var rows [][]any
	for _, p := range people {
		for _, g := range p.Grants {
			rows = append(rows, []any{id.New("gra"), ids[p.Login], g.Role, orNull(g.AreaID), orNull(g.SchoolID), db.Millis(tx.Now)})
		}
	}
	_, err := tx.Insert(ctx, "grants", []string{"id", "person_id", "role", "area_id", "school_id", "created_at"}, rows, "ON CONFLICT DO NOTHING")
	return err
}
