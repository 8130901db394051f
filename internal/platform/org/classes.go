package org

import (
	"context"
	"errors"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/kit/errs"
	"huxue/internal/kit/id"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// ErrNoClass says that there is no such class, or not for this actor.
var ErrNoClass = errs.NotFound("org.class_not_found")

// Class is one class of a school: how many pupils a roll call expects of it and
// who leads it. No pupil is named anywhere.
type Class struct {
	ID       string `json:"id"`
	SchoolID string `json:"schoolId"`
	Grade    int    `json:"grade" doc:"counts from 1 within the school's kind, 0 for mixed"`
	Name     string `json:"name"`
	Pupils   int    `json:"pupils"`
	Teacher  string `json:"teacher"`
	// TeacherID is the teacher's account, "" if there is none.
	TeacherID string `json:"teacherId"`
	Version   int    `json:"version"`
}

// ClassInput is a class as a form sends it.
type ClassInput struct {
	Grade   int    `json:"grade" minimum:"0" maximum:"20"`
	Name    string `json:"name" maxLength:"40"`
	Pupils  int    `json:"pupils" minimum:"0" maximum:"999"`
	Teacher string `json:"teacher,omitempty" maxLength:"40"`
	// TeacherID is a person of the same school.
	TeacherID string `json:"teacherId,omitempty" maxLength:"40"`
}

func (c *ClassInput) check() error {
	c.Name, c.Teacher = spreadsheet.Clean(c.Name), spreadsheet.Clean(c.Teacher)
	if c.Name == "" {
		return errs.Invalid("org.class_invalid", errs.Field{Name: "name", Code: "required"})
	}
	return nil
}

// Classes returns the classes that a school has now, to who may see the school.
func (s *Service) Classes(ctx context.Context, schoolID string) ([]Class, error) {
	var out []Class
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		x, err := GetSchool(ctx, tx, schoolID)
		if err != nil {
			return err
		}
		if err := access.See(ctx, PermView, x.Path, ErrNoSchool); err != nil {
			return err
		}
		out, err = SchoolClasses(ctx, tx, schoolID)
		return err
	})
	return out, err
}

// AddClass adds a class to a school the actor may edit.
func (s *Service) AddClass(ctx context.Context, schoolID string, in ClassInput) (Class, error) {
	var out Class
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := editable(ctx, tx, schoolID); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		out = Class{ID: id.New("cls"), SchoolID: schoolID, Version: 1, Grade: in.Grade, Name: in.Name, Pupils: in.Pupils,
			Teacher: in.Teacher, TeacherID: in.TeacherID}
		if err := insertClasses(ctx, tx, []Class{out}); err != nil {
			return takenName("org.class_invalid", err)
		}
		return audit.Record(ctx, tx, "org.class_add", schoolID, out)
	})
	return out, err
}

// EditClass writes a class over the version it was read at.
func (s *Service) EditClass(ctx context.Context, classID string, version int, in ClassInput) (Class, error) {
	var out Class
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := editableClass(ctx, tx, classID)
		if err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		c.Grade, c.Name, c.Pupils, c.Teacher, c.TeacherID = in.Grade, in.Name, in.Pupils, in.Teacher, in.TeacherID
		if err := tx.UpdateOne(ctx, `UPDATE school_classes SET grade = $1, name = $2, pupils = $3, teacher = $4, teacher_id = $5,
			version = version + 1 WHERE id = $6 AND version = $7`,
			c.Grade, c.Name, c.Pupils, c.Teacher, orNull(c.TeacherID), c.ID, version); err != nil {
			return takenName("org.class_invalid", err)
		}
		c.Version = version + 1
		out = c
		return audit.Record(ctx, tx, "org.class_edit", c.SchoolID, c)
	})
	return out, err
}

// EndClass takes a class off the list: it has left the school or was merged.
// What was recorded about it stays.
func (s *Service) EndClass(ctx context.Context, classID string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := editableClass(ctx, tx, classID)
		if err != nil {
			return err
		}
		if err := tx.UpdateOne(ctx, `UPDATE school_classes SET status = 'ended', version = version + 1
			WHERE id = $1 AND version = $2`, c.ID, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "org.class_end", c.SchoolID, c)
	})
}

// SeedClasses plants the classes of many schools at once.
func (s *Service) SeedClasses(ctx context.Context, list []Class) error {
	for i := range list {
		list[i].ID, list[i].Version = id.New("cls"), 1
	}
	return s.plant(ctx, "org.seed_classes", len(list), func(tx *db.Tx) error { return insertClasses(ctx, tx, list) })
}

func editableClass(ctx context.Context, tx *db.Tx, classID string) (Class, error) {
	c, err := db.One(ctx, tx, scanClass, `SELECT `+classColumns+` FROM school_classes WHERE id = $1 AND status = 'active'`, classID)
	if err != nil {
		return c, orMissing(err, ErrNoClass)
	}
	_, err = editable(ctx, tx, c.SchoolID)
	if errors.Is(err, ErrNoSchool) {
		err = ErrNoClass
	}
	return c, err
}

const classColumns = `id, school_id, grade, name, pupils, teacher, COALESCE(teacher_id, ''), version`

func scanClass(s db.Scanner) (c Class, err error) {
	err = s.Scan(&c.ID, &c.SchoolID, &c.Grade, &c.Name, &c.Pupils, &c.Teacher, &c.TeacherID, &c.Version)
	return c, err
}

// SchoolClasses returns the classes a school has now, grade by grade. access:
// exempt, the caller checks.
func SchoolClasses(ctx context.Context, tx *db.Tx, schoolID string) ([]Class, error) {
	return db.All(ctx, tx, scanClass, `SELECT `+classColumns+` FROM school_classes
		WHERE school_id = $1 AND status = 'active' ORDER BY grade, id`, schoolID)
}

func insertClasses(ctx context.Context, tx *db.Tx, classes []Class) error {
	rows := make([][]any, len(classes))
	for i, c := range classes {
		rows[i] = []any{c.ID, c.SchoolID, c.Grade, c.Name, c.Pupils, c.Teacher, orNull(c.TeacherID), "active", c.Version}
	}
	_, err := tx.Insert(ctx, "school_classes",
		[]string{"id", "school_id", "grade", "name", "pupils", "teacher", "teacher_id", "status", "version"}, rows, "")
	return err
}

// SetHeadCounts writes how many pupils classes have, for whoever keeps the roster.
// access: exempt, the caller checks and records.
func SetHeadCounts(ctx context.Context, tx *db.Tx, heads map[string]int) error {
	for classID, n := range heads {
		if _, err := tx.Exec(ctx, `UPDATE school_classes SET pupils = $1, version = version + 1 WHERE id = $2 AND pupils <> $1`, n, classID); err != nil {
			return err
		}
	}
	return nil
}

// InsertClasses adds classes that have their ids, for whoever brings in rosters.
// access: exempt, the caller checks and records.
func InsertClasses(ctx context.Context, tx *db.Tx, classes []Class) error {
	return insertClasses(ctx, tx, classes)
}
