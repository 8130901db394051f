package auth

import (
	"context"
	"errors"

	"huxue/internal/kit/db"
)

const personColumns = `p.id, p.login, p.name, p.unit, p.phone, COALESCE(p.school_id, ''), COALESCE(p.agency_id, ''),
	COALESCE(c.name, o.name, ''), COALESCE(c.path, o.path, '/'), p.status, p.lang, p.version, p.created_at`

const personTables = ` FROM people p LEFT JOIN schools c ON c.id = p.school_id LEFT JOIN agencies o ON o.id = p.agency_id`

func scanPerson(s db.Scanner) (p Person, err error) {
	p.Grants = []Grant{}
	err = s.Scan(&p.ID, &p.Login, &p.Name, &p.Unit, &p.Phone, &p.SchoolID, &p.AgencyID, &p.PlaceName, &p.Path, &p.Status,
		&p.Lang, &p.Version, &p.CreatedAt)
	return p, err
}

// identify finds an active person by login, and the hash of the password. For
// an unknown login all is empty and there is no error: the caller works on.
func identify(ctx context.Context, tx *db.Tx, login string) (who identity, hash string, err error) {
	err = tx.QueryRow(ctx, `SELECT p.id, p.name, p.login, x.password FROM people p JOIN auth_secrets x ON x.person_id = p.id
		WHERE p.login = $1 AND p.status = 'active'`, login).Scan(&who.person, &who.name, &who.login, &hash)
	if db.IsNotFound(err) {
		return identity{}, "", nil
	}
	return who, hash, err
}

func identityOf(ctx context.Context, tx *db.Tx, person string) (identity, error) {
	who, err := db.One(ctx, tx, func(s db.Scanner) (x identity, err error) {
		err = s.Scan(&x.person, &x.name, &x.login)
		return x, err
	}, `SELECT id, name, login FROM people WHERE id = $1 AND status = 'active'`, person)
	if db.IsNotFound(err) {
		return who, ErrNoPending
	}
	return who, err
}

// getPerson returns a person with the grants; access is the caller's to check.
func getPerson(ctx context.Context, tx *db.Tx, id string) (Person, error) {
	p, err := db.One(ctx, tx, scanPerson, `SELECT `+personColumns+personTables+` WHERE p.id = $1`, id)
	if db.IsNotFound(err) {
		return p, ErrNoPerson
	}
	if err == nil {
		p.Grants, err = grantsOf(ctx, tx, id)
	}
	return p, err
}

// lockPerson holds a person's row to the end of the transaction, so that two
// grants at once cannot both pass a rule that looks at all of them.
func lockPerson(ctx context.Context, tx *db.Tx, id string) (Person, error) {
	if _, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM people WHERE id = $1 `+tx.Lock(), id); err != nil {
		if db.IsNotFound(err) {
			return Person{}, ErrNoPerson
		}
		return Person{}, err
	}
	return getPerson(ctx, tx, id)
}

func insertPerson(ctx context.Context, tx *db.Tx, p Person) error {
	now := db.Millis(tx.Now)
	_, err := tx.Exec(ctx, `INSERT INTO people (id, login, name, unit, phone, school_id, agency_id, status, lang, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, 1, $9, $9)`,
		p.ID, p.Login, p.Name, p.Unit, p.Phone, orNull(p.SchoolID), orNull(p.AgencyID), p.Lang, now)
	if errors.Is(err, db.ErrDuplicate) {
		return ErrLoginTaken
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO auth_secrets (person_id, password, password_at, totp, totp_new, totp_step, pin)
		VALUES ($1, '', 0, '', '', 0, '')`, p.ID)
	return err
}

func updatePerson(ctx context.Context, tx *db.Tx, p Person) error {
	err := tx.UpdateOne(ctx, `UPDATE people SET login = $1, name = $2, unit = $3, phone = $4, school_id = $5, agency_id = $6,
			status = $7, version = version + 1, updated_at = $8 WHERE id = $9 AND version = $10`,
		p.Login, p.Name, p.Unit, p.Phone, orNull(p.SchoolID), orNull(p.AgencyID), p.Status, db.Millis(tx.Now), p.ID, p.Version)
	if errors.Is(err, db.ErrDuplicate) {
		return ErrLoginTaken
	}
	return err
}

func setLang(ctx context.Context, tx *db.Tx, person, lang string) error {
	return tx.UpdateOne(ctx, `UPDATE people SET lang = $1 WHERE id = $2`, lang, person)
}

func countPeople(ctx context.Context, tx *db.Tx) (int, error) {
	return db.One(ctx, tx, db.Value[int], `SELECT COUNT(*) FROM people`)
}

// listPeople returns people who belong within paths, newest first.
func listPeople(ctx context.Context, tx *db.Tx, f PeopleFilter, paths []string) ([]Person, error) {
	var a db.Args
	where := a.Within("COALESCE(c.path, o.path, '/')", paths)
	if f.Query != "" {
		where += " AND " + a.Contains(f.Query, "p.name", "p.login", "p.unit", "c.name", "o.name")
	}
	if f.Status != "" {
		where += " AND p.status = " + a.Add(f.Status)
	}
	if f.SchoolID != "" {
		where += " AND p.school_id = " + a.Add(f.SchoolID)
	}
	if f.Role != "" {
		where += " AND EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id AND g.role = " + a.Add(f.Role) + ")"
	}
	if f.After != "" {
		where += " AND p.id < " + a.Add(f.After)
	}
	return db.All(ctx, tx, scanPerson, `SELECT `+personColumns+personTables+` WHERE `+where+
		` ORDER BY p.id DESC LIMIT `+a.Add(f.Limit+1), a.Values()...)
}

func insertGrant(ctx context.Context, tx *db.Tx, g Grant) error {
	_, err := tx.Exec(ctx, `INSERT INTO grants (id, person_id, role, area_id, school_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		g.ID, g.PersonID, g.Role, orNull(g.AreaID), orNull(g.SchoolID), db.Millis(tx.Now))
	if errors.Is(err, db.ErrDuplicate) {
		return ErrGranted
	}
	return err
}

func deleteGrant(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM grants WHERE id = $1`, id)
	return err
}

func insertLink(ctx context.Context, tx *db.Tx, hash, kind, person string, until int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO auth_links (token_hash, kind, person_id, created_at, until, used_at) VALUES ($1, $2, $3, $4, $5, 0)`,
		hash, kind, orNull(person), db.Millis(tx.Now), until)
	return err
}

// dropLinks makes a person's earlier links worthless.
func dropLinks(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, `DELETE FROM auth_links WHERE person_id = $1 AND used_at = 0`, person)
	return err
}

// invited returns whom an open invitation is for.
func invited(ctx context.Context, tx *db.Tx, hash string) (identity, error) {
	who, err := db.One(ctx, tx, func(s db.Scanner) (x identity, err error) {
		err = s.Scan(&x.person, &x.name, &x.login)
		return x, err
	}, `SELECT p.id, p.name, p.login FROM auth_links l JOIN people p ON p.id = l.person_id
		WHERE l.token_hash = $1 AND l.kind = 'invite' AND l.used_at = 0 AND l.until > $2 AND p.status = 'active'`,
		hash, db.Millis(tx.Now))
	if db.IsNotFound(err) {
		return who, ErrLinkUsed
	}
	return who, err
}

// useLink spends a link of a kind; false when it was spent, has run out or
// never was.
func useLink(ctx context.Context, tx *db.Tx, hash, kind string) (bool, error) {
	return touched(tx.Exec(ctx, `UPDATE auth_links SET used_at = $1 WHERE token_hash = $2 AND kind = $3 AND used_at = 0 AND until > $1`,
		db.Millis(tx.Now), hash, kind))
}

// spendSetups makes all set-up links worthless and keeps others from doing the
// same at this moment.
func spendSetups(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE auth_links SET used_at = $1 WHERE kind = 'setup' AND used_at = 0`, db.Millis(tx.Now))
	return err
}
