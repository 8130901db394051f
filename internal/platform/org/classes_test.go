package org_test

import (
	"testing"

	"huxue/internal/platform/org"
)

// The principal's office keeps the list of classes by which a roll call counts.
func TestTheClassesOfASchool(t *testing.T) {
	play(t, func(s *stage) {
		c := s.school("140902", facts("南关小学", 90))
		office, elsewhere := as("zhao", xinfu), as("qian", dingx)
		one, err := s.AddClass(office, c.ID, org.ClassInput{Grade: 2, Name: " 二(1)班 ", Pupils: 44, Teacher: "郝丽萍"})
		s.must(err)
		two, err := s.AddClass(office, c.ID, org.ClassInput{Grade: 1, Name: "一(1)班", Pupils: 46})
		s.must(err)
		_, err = s.AddClass(office, c.ID, org.ClassInput{Grade: 2, Name: "二(1)班"})
		s.refusedAt(err, "name", "taken")
		_, err = s.AddClass(office, c.ID, org.ClassInput{Name: " "})
		s.refusedAt(err, "name", "required")
		_, err = s.EditClass(elsewhere, one.ID, one.Version, org.ClassInput{Name: "二班"})
		s.refused(err, "org.class_not_found")
		_, err = s.Classes(elsewhere, c.ID)
		s.refused(err, "org.school_not_found")

		one, err = s.EditClass(office, one.ID, one.Version, org.ClassInput{Grade: 2, Name: "二(1)班", Pupils: 43, Teacher: "郝丽萍", TeacherID: "per_hao"})
		s.must(err)
		_, err = s.EditClass(office, one.ID, 1, org.ClassInput{Grade: 2, Name: "二(2)班"})
		s.refused(err, "stale_version")
		list, err := s.Classes(office, c.ID)
		s.must(err)
		if len(list) != 2 || list[0].ID != two.ID || list[1].Pupils != 43 || list[1].TeacherID != "per_hao" || list[1].Name != "二(1)班" {
			s.t.Fatalf("%+v", list)
		}

		s.must(s.EndClass(office, one.ID, one.Version))
		s.refused(s.EndClass(office, one.ID, one.Version), "org.class_not_found")
		again, err := s.AddClass(office, c.ID, org.ClassInput{Grade: 2, Name: "二(1)班", Pupils: 40})
		s.must(err)
		if again.ID == one.ID {
			s.t.Fatal("a class of next year took the place of the one that ended")
		}
	})
}
