package org

import "testing"

func TestAGradeBelongsToAStage(t *testing.T) {
	for _, c := range []struct {
		kind  SchoolKind
		grade int
		want  Stage
	}{
		{Kindergarten, 3, StageKindergarten},
		{Primary, 1, StageLower}, {Primary, 3, StageLower}, {Primary, 4, StageUpper}, {Primary, 6, StageUpper},
		{Point, 0, StageLower},
		{NineYear, 6, StageUpper}, {NineYear, 7, StageJunior}, {Special, 9, StageJunior},
		{Junior, 1, StageJunior}, {Reform, 2, StageJunior},
		{Complete, 3, StageJunior}, {Complete, 4, StageSenior},
		{Senior, 1, StageSenior}, {Vocational, 3, StageSenior},
	} {
		if got := StageOf(c.kind, c.grade); got != c.want {
			t.Errorf("%s, grade %d: %s, want %s", c.kind, c.grade, got, c.want)
		}
	}
}
