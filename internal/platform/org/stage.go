package org

// Stage is the age group that safety education is cut for (学段; domain.md §6.2).
type Stage string

// The five stages.
const (
	StageKindergarten Stage = "kindergarten" // 幼儿园
	StageLower        Stage = "lower"        // 小学低段，一至三年级
	StageUpper        Stage = "upper"        // 小学高段，四至六年级
	StageJunior       Stage = "junior"       // 初中
	StageSenior       Stage = "senior"       // 高中、中职
)

// Stages are all of them, the youngest first.
var Stages = []Stage{StageKindergarten, StageLower, StageUpper, StageJunior, StageSenior}

// StageOf returns the stage of a grade, which counts from 1 within the kind of
// school (Class.Grade). A mixed class (grade 0) belongs to its kind's youngest, so
// that nobody is taught above his age.
func StageOf(kind SchoolKind, grade int) Stage {
	switch kind {
	case Kindergarten:
		return StageKindergarten
	case Senior, Vocational:
		return StageSenior
	case Junior, Reform:
		return StageJunior
	case Complete: // three grades of junior school, three of senior school
		if grade > 3 {
			return StageSenior
		}
		return StageJunior
	}
	switch { // primary schools, teaching points, nine years, special schools
	case grade > 6:
		return StageJunior
	case grade > 3:
		return StageUpper
	}
	return StageLower
}
