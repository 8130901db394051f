package device

import (
	"context"
	"strings"
	"time"

	"huxue/internal/kit/db"
	"huxue/internal/kit/id"
)

// Input is what came in over a wire: from which address, under which name, and the
// bytes. Once is the sender's own name of the message where the protocol has one: a
// message with a name that is known is not stored again. Doubted says that the sender
// has not shown who it is; if a crash leaves such a message unjudged, it is refused.
type Input struct {
	Protocol string
	Source   string
	Code     string
	Once     string
	Body     []byte
	Doubted  bool
}

// maxBody bounds a stored message; none of the protocols needs more.
const maxBody = 64 << 10

// Take stores what came in and returns once it is on the disk; nobody has read it
// yet. What is too long is cut. access: listeners take what comes, from anybody.
// audit: what is stored is the record.
func (s *Service) Take(ctx context.Context, in Input) (inputID string, err error) {
	if len(in.Body) > maxBody {
		s.Count(in.Protocol, "oversize")
		in.Body = in.Body[:maxBody]
	}
	if in.Body == nil {
		in.Body = []byte{}
	}
	in.Code, in.Once, in.Source = plain(in.Code, 80), plain(in.Once, 120), plain(in.Source, 80)
	inputID = id.New("din")
	again := false
	err = s.db.Write(db.Urgent(ctx), func(tx *db.Tx) error {
		fresh, err := insertInput(ctx, tx, inputID, in)
		if err != nil || fresh {
			return err
		}
		// The index holds only inputs that have a name; without saying so, every input that
		// was ever stored would be read through.
		known, err := db.One(ctx, tx, db.Value[string], `SELECT id FROM device_inputs WHERE protocol = $1 AND code = $2 AND once = $3 AND once <> ''`,
			in.Protocol, in.Code, in.Once)
		if again = db.IsNotFound(err); again { // it comes in on two lines at once
			return nil
		}
		inputID = known
		return err
	})
	if err == nil && again {
		return s.Take(ctx, in)
	}
	return inputID, err
}

// plain makes a text from a wire fit to be stored and shown.
func plain(text string, most int) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}

// Message is a stored input.
type Message struct {
	ID         string
	At         time.Time
	Protocol   string
	Source     string
	Code       string
	Body       []byte
	Doubted    bool
	DeviceID   string
	DeviceName string
	SchoolName string
	Path       string
	Outcome    Outcome
	Reason     string
	Beat       bool
	Press      bool
	JudgedAt   time.Time
	Tries      int
}

const selectInput = `SELECT i.id, i.at, i.protocol, i.source, i.code, i.body, i.doubted, i.device_id, COALESCE(d.name, ''), COALESCE(s.name, ''),
	i.path, i.outcome, i.reason, i.beat, i.press, i.judged_at, i.tries
	FROM device_inputs i LEFT JOIN device_registry d ON d.id = i.device_id LEFT JOIN schools s ON s.id = d.school_id `

func scanInput(row db.Scanner) (*Message, error) {
	m := &Message{}
	return m, row.Scan(&m.ID, db.Instant(&m.At), &m.Protocol, &m.Source, &m.Code, &m.Body, &m.Doubted, &m.DeviceID, &m.DeviceName, &m.SchoolName,
		&m.Path, &m.Outcome, &m.Reason, &m.Beat, &m.Press, db.Instant(&m.JudgedAt), &m.Tries)
}

// insertInput stores an input; fresh is false if one of its name is there.
func insertInput(ctx context.Context, tx *db.Tx, inputID string, in Input) (fresh bool, err error) {
	res, err := tx.Exec(ctx, `INSERT INTO device_inputs (id, at, protocol, source, code, once, body, doubted, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'taken') ON CONFLICT DO NOTHING`,
		inputID, db.Millis(tx.Now), in.Protocol, in.Source, in.Code, in.Once, in.Body, in.Doubted)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func getInput(ctx context.Context, tx *db.Tx, inputID string) (*Message, error) {
	m, err := db.One(ctx, tx, scanInput, selectInput+`WHERE i.id = $1`, inputID)
	if db.IsNotFound(err) {
		return nil, errNoInput
	}
	return m, err
}
