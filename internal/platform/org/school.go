package org

// School is a school, kindergarten or teaching point with the facts that decide
// which norms hold for it (domain.md §1.2). Lon and Lat are degrees, WGS84, null
// where nobody has measured yet. Storeys are those of the tallest building. Path
// is that of its area (a county or town) and its id.
type School struct {
	ID            string     `json:"id"`
	Code          string     `json:"code"`
	Name          string     `json:"name"`
	Kind          SchoolKind `json:"kind"`
	Ownership     Ownership  `json:"ownership"`
	Boarding      bool       `json:"boarding"`
	Pupils        int        `json:"pupils"`
	Boarders      int        `json:"boarders"`
	Staff         int        `json:"staff"`
	Guards        int        `json:"guards"`
	Storeys       int        `json:"storeys"`
	Canteen       Canteen    `json:"canteen"`
	Bus           Bus        `json:"bus"`
	Gates         int        `json:"gates"`
	LabChemicals  bool       `json:"labChemicals"`
	Boiler        bool       `json:"boiler"`
	Elevator      bool       `json:"elevator"`
	CounterTerror bool       `json:"counterTerror"`
	Surroundings  []string   `json:"surroundings" nullable:"false"`
	Setting       Setting    `json:"setting"`
	Address       string     `json:"address"`
	Phone         string     `json:"phone"`
	Principal     string     `json:"principal"`
	Lon           *float64   `json:"lon"`
	Lat           *float64   `json:"lat"`
	AreaID        string     `json:"areaId"`
	Path          string     `json:"path"`
	Status        Status     `json:"status"`
	Version       int        `json:"version"`
	CreatedAt     int64      `json:"createdAt"`
	UpdatedAt     int64      `json:"updatedAt"`
}
