package app

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"huxue/internal/city"
	"huxue/internal/modules/alarm"
	"huxue/internal/platform/access"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/org"
	"huxue/internal/platform/pupil"
)

// Seed fills an empty database with a believable city and prints one account
// per role. The password is made up anew each time, unless HUXUE_SEED_PASSWORD
// gives one: no build ever carries a password.
func Seed(ctx context.Context, c Command) error {
	schools := 0
	cfg, l, err := c.load(func(f *flag.FlagSet) {
		f.IntVar(&schools, "schools", city.FullSchools, fmt.Sprintf("how many schools and kindergartens, 1 to %d", city.MaxSchools))
	})
	if err != nil {
		return err
	}
	if schools < 1 || schools > city.MaxSchools {
		return fmt.Errorf("-schools %d is not between 1 and %d", schools, city.MaxSchools)
	}
	a, err := Open(ctx, Options{Config: cfg, Log: l})
	if err != nil {
		return err
	}
	defer a.Close()
	keys := DemoKeys{Password: variable(c.Environ, "HUXUE_SEED_PASSWORD"), PIN: digits(6)}
	if keys.Password == "" {
		keys.Password = "Hx-" + strings.ToLower(rand.Text()[:12]) + "-8"
	}
	accounts, err := a.SeedCity(ctx, schools, keys)
	if err != nil {
		return err
	}
	text := accountList(accounts, keys)
	if err := os.WriteFile(filepath.Join(cfg.Data, accountsFile), []byte(text), 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprint(c.Out, text)
	return err
}

// DemoKeys are the secrets of the demo accounts: one password for all of them,
// one PIN for those who work at a gate.
type DemoKeys struct{ Password, PIN string }

func digits(n int) string {
	var b strings.Builder
	for range n {
		d, _ := rand.Int(rand.Reader, big.NewInt(10))
		b.WriteString(d.String())
	}
	return b.String()
}

func variable(environ []string, name string) string {
	for _, line := range environ {
		if v, ok := strings.CutPrefix(line, name+"="); ok {
			return v
		}
	}
	return ""
}

// accountList is what is printed for whoever tries the demo city.
func accountList(accounts []city.Account, keys DemoKeys) string {
	var b strings.Builder
	b.WriteString("示范城市的账号(数据均为虚构) accounts of the demo city, all data invented\n")
	for _, x := range accounts {
		place := map[bool]string{true: "/phone", false: "/"}[x.Role == "guard" || x.Role == "teacher"]
		if strings.HasPrefix(x.Role, "police") {
			place = "/desk"
		}
		fmt.Fprintf(&b, "  %-10s %s  %s(%s)\n", x.Login, place, x.Title, x.Person.Name)
	}
	fmt.Fprintf(&b, "密码 password: %s    门卫终端 PIN at a gate terminal: %s\n", keys.Password, keys.PIN)
	return b.String()
}

var errNotEmpty = errors.New("数据库里已有一座城市，没有改动 there is a city in this database already, nothing was changed")

// SeedCity makes the city and gives its demo accounts the keys. The second
// factor is switched off and the city marked as a demo; both can be changed in
// the settings.
func (a *App) SeedCity(ctx context.Context, schools int, keys DemoKeys) ([]city.Account, error) {
	ctx = access.AsSystem(ctx, "seed")
	if areas, err := a.org.Areas(ctx); err != nil {
		return nil, err
	} else if len(areas) > 0 {
		return nil, errNotEmpty
	}
	c := city.Generate(city.Options{Schools: schools, Seed: 1})
	s := seeding{app: a, city: c}
	for _, step := range []func(context.Context) error{s.places, s.agencies, s.marks, s.people(keys), s.posts, s.app.alarms.SeedJointTests, s.letters, s.app.routine.SeedTerm, s.drills, s.inspections, s.mediation, s.buses, s.campaigns, s.history, s.tipoffs, s.notices, s.equipment, s.upper} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	for key, value := range map[string]string{keyDemo: "true", keySecondFactor: "off"} {
		if _, err := a.settings.Set(ctx, key, value, 0); err != nil {
			return nil, err
		}
	}
	return c.Accounts, a.db.Analyze(ctx)
}

// history gives a city of some size a year of past alarms. A handful of schools
// has none: there, whoever counts alarms counts his own.
func (s *seeding) history(ctx context.Context) error {
	if len(s.city.Schools) < historyFrom {
		return nil
	}
	return s.app.alarms.SeedHistory(ctx, len(s.city.Schools)*8/5)
}

const historyFrom = 100

// letters plants letters to parents, some of them of the first school.
func (s *seeding) letters(ctx context.Context) error {
	return s.app.letters.SeedLetters(ctx, s.school[s.city.Schools[0].Code].ID)
}

// drills gives a city of some size a year of drills, a small one a few, and the
// hazards of a year.
func (s *seeding) drills(ctx context.Context) error {
	home := s.school[s.city.Schools[0].Code].ID
	if err := s.app.drills.SeedDrills(ctx, home, len(s.city.Schools) >= historyFrom); err != nil {
		return err
	}
	return s.hazards(ctx)
}

type seeding struct {
	app    *App
	city   *city.City
	areas  map[string]org.Area
	school map[string]org.School
	agency map[string]org.Agency
	// accounts are the ids of people by their log-in.
	accounts map[string]string
}

func (s *seeding) places(ctx context.Context) (err error) {
	areas := make([]org.Area, len(s.city.Areas))
	for i, a := range s.city.Areas {
		areas[i] = org.Area{Code: a.Code, Name: a.Name, Level: org.Level(a.Level), Path: a.Path}
	}
	if s.areas, err = s.app.org.SeedAreas(ctx, areas); err != nil {
		return err
	}
	schools := make([]org.SchoolSeed, len(s.city.Schools))
	for i := range s.city.Schools {
		schools[i] = schoolSeed(&s.city.Schools[i])
	}
	s.school, err = s.app.org.SeedSchools(ctx, s.areas, schools)
	return err
}

func (s *seeding) agencies(ctx context.Context) (err error) {
	agencies := make([]org.AgencySeed, len(s.city.Agencies))
	for i, g := range s.city.Agencies {
		seed := org.AgencySeed{Area: g.AreaCode}
		seed.Code, seed.Name, seed.Address, seed.Phone = g.Code, g.Name, g.Address, g.Phone
		seed.Kind = org.AgencyKind(cmp.Or(agencyKinds[g.Kind], string(g.Kind)))
		seed.Lon, seed.Lat = &g.Lon, &g.Lat
		if g.RoundClock {
			seed.DutyPhone = g.Phone
		}
		agencies[i] = seed
	}
	if s.agency, err = s.app.org.SeedAgencies(ctx, s.areas, agencies); err != nil {
		return err
	}
	covers := map[string]string{}
	for _, c := range s.city.Coverage {
		covers[s.school[c.SchoolCode].ID] = s.agency[c.StationCode].ID
	}
	return s.app.org.SeedCoverage(ctx, covers)
}

// agencyKinds are the words in which the invented city differs from ours.
var agencyKinds = map[city.AgencyKind]string{city.Police: "police_bureau"}

// people makes the demo accounts, and the principals, safety officers and
// guards of every school without a password: they are invited when needed, but
// an alarm finds them now.
func (s *seeding) people(keys DemoKeys) func(context.Context) error {
	return func(ctx context.Context) error {
		var list []auth.SeedPerson
		for _, x := range s.city.Accounts {
			p := auth.SeedPerson{Password: keys.Password}
			p.Login, p.Name, p.Unit, p.Phone = x.Login, x.Person.Name, x.Title, x.Person.Mobile
			p.AgencyID = s.agency[x.AgencyCode].ID
			g := auth.GrantInput{Role: x.Role, AreaID: s.areas[x.AreaCode].ID}
			if x.SchoolCode != "" {
				p.SchoolID, p.AgencyID, p.PIN = s.school[x.SchoolCode].ID, "", keys.PIN
				g = auth.GrantInput{Role: x.Role, SchoolID: p.SchoolID}
			}
			if x.Role == auditorRole || x.Role == sysadminRole {
				g = auth.GrantInput{Role: x.Role}
			}
			p.Grants = []auth.GrantInput{g}
			list = append(list, p)
		}
		for i, x := range s.city.Schools[1:] {
			list = append(list, s.staff(i, &x)...)
		}
		list = append(list, s.onDuty()...)
		ids, err := s.app.auth.Ensure(ctx, list)
		if err != nil {
			return err
		}
		s.accounts = ids
		return s.classes(ctx, ids)
	}
}

// classes plants the classes of every school. The demo teacher leads the first
// class of the school where the demo accounts work.
func (s *seeding) classes(ctx context.Context, people map[string]string) error {
	var list []org.Class
	for i := range s.city.Schools {
		x := &s.city.Schools[i]
		for _, c := range x.Classes {
			list = append(list, org.Class{SchoolID: s.school[x.Code].ID, Grade: c.Grade, Name: c.Name, Pupils: c.Pupils, Teacher: c.Teacher.Name})
		}
	}
	for _, x := range s.city.Accounts {
		if x.Role == "teacher" {
			list[0].TeacherID = people[x.Login]
		}
	}
	if err := s.app.org.SeedClasses(ctx, list); err != nil {
		return err
	}
	return s.pupils(ctx, list)
}

// pupils plants the pupils of every class, in the order in which classes has listed
// them. Their numbers are the school's code, the class and the seat.
func (s *seeding) pupils(ctx context.Context, classes []org.Class) error {
	seeds := make([]pupil.ClassSeed, 0, len(classes))
	for i := range s.city.Schools {
		x := &s.city.Schools[i]
		for k := range x.Classes {
			c := classes[len(seeds)]
			seeds = append(seeds, pupil.ClassSeed{ID: c.ID, SchoolID: c.SchoolID, Prefix: fmt.Sprintf("%s%03d", x.Code, k+1), Names: s.city.Children(x, k)})
		}
	}
	return s.app.pupils.Seed(ctx, seeds)
}

func (s *seeding) staff(i int, x *city.School) []auth.SeedPerson {
	id := s.school[x.Code].ID
	one := func(login, role, unit string, who city.Person) auth.SeedPerson {
		p := auth.SeedPerson{Grants: []auth.GrantInput{{Role: role, SchoolID: id}}}
		p.Login, p.Name, p.Unit, p.Phone, p.SchoolID = login, who.Name, unit, who.Mobile, id
		return p
	}
	out := []auth.SeedPerson{
		one("xz"+x.Code, "principal", "校长", x.Principal), one("aq"+x.Code, "safety_officer", "安全管理员", x.Safety),
	}
	for k, g := range x.Guards {
		out = append(out, one(fmt.Sprintf("ba%s%02d", x.Code, k+1), "guard", "保安员", g))
	}
	return out
}

// onDuty are those whom an alarm finds in the other counties: the duty of the county's
// education bureau, and one officer at each police station. In the county where one
// tries the system they have accounts.
func (s *seeding) onDuty() []auth.SeedPerson {
	var seat string
	for _, x := range s.city.Accounts {
		if x.Role == "bureau_county" {
			seat = x.AreaCode
		}
	}
	duty := map[city.AgencyKind][3]string{city.Education: {"jy", "bureau_county", "教育局值班"}, city.PoliceStation: {"pcs", "police_station", "民警"}}
	var out []auth.SeedPerson
	for _, g := range s.city.Agencies {
		d, ok := duty[g.Kind]
		area := s.areas[g.AreaCode]
		if !ok || area.Level != org.County || g.AreaCode == seat {
			continue
		}
		p := auth.SeedPerson{Grants: []auth.GrantInput{{Role: d[1], AreaID: area.ID}}}
		p.Login, p.Name, p.Unit, p.Phone, p.AgencyID = d[0]+digitsOf(g.Code), g.Contact.Name, d[2], g.Contact.Mobile, s.agency[g.Code].ID
		out = append(out, p)
	}
	return out
}

func digitsOf(code string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, code)
}

// posts names the duty leaders and emergency units of the schools, but for a few
// that have a hole in their plan, the first school among them.
func (s *seeding) posts(ctx context.Context) error {
	bare := map[string][]alarm.Post{}
	for i := 0; i < len(s.city.Schools); i += 60 {
		missing := []alarm.Post{alarm.PostUnit}
		if i%120 == 0 {
			missing = append(missing, alarm.PostLeader)
		}
		bare[s.school[s.city.Schools[i].Code].ID] = missing
	}
	return s.app.alarms.SeedPosts(ctx, bare)
}
