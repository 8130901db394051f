package event

// SchoolsImported says that a workbook of schools has been taken over.
type SchoolsImported struct {
	ImportID string `json:"importId"`
	Created  int    `json:"created"`
	Updated  int    `json:"updated"`
}

// Fact names the type.
func (SchoolsImported) Fact() string { return "org.schools_imported" }
